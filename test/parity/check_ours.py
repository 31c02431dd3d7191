"""Loads the models and LoRA adapters that we wrote into transformers and PEFT, and compares logits with ours.

    python check_ours.py OURS
prints {NAME: {"model": largest difference of a logit, "adapter": the same with the adapter}}.
"""

import json
import pathlib
import sys

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

result = {}
for folder in sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir()):
    ours = load_file(folder / "ours.safetensors")
    ids, mask = ours["ids"].long(), ours["mask"].long()
    places = (mask.cumsum(1) - 1).clamp(min=0)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    AutoTokenizer.from_pretrained(folder)

    def worst(which, logits):
        return float((logits - ours[which].reshape(logits.shape))[mask == 1].abs().max())

    with torch.no_grad():
        inputs = dict(input_ids=ids, attention_mask=mask, position_ids=places)
        bare = worst("logits", model(**inputs).logits)
        adapted = PeftModel.from_pretrained(model, folder / "adapter").eval()
        result[folder.name] = {"model": bare, "adapter": worst("adapter_logits", adapted(**inputs).logits)}
print(json.dumps(result))
