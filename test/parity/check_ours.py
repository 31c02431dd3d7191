"""Loads the models and LoRA adapters that we wrote into transformers and PEFT, and compares logits with ours.

    python check_ours.py OURS
prints {NAME: {"model": largest difference of a logit, "adapter": the same with the adapter, "newTokens": the same with
an adapter beside which tokens were added}}.
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
    mask = ours["mask"].long()
    places = (mask.cumsum(1) - 1).clamp(min=0)
    AutoTokenizer.from_pretrained(folder)

    def load():
        return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()

    @torch.no_grad()
    def worst(model, ids, which):
        logits = model(input_ids=ours[ids].long(), attention_mask=mask, position_ids=places).logits
        return float((logits - ours[which])[mask == 1].abs().max())

    model = load()
    bare = worst(model, "ids", "logits")
    adapted = PeftModel.from_pretrained(model, folder / "adapter").eval()
    larger = load()
    larger.resize_token_embeddings(ours["new_tokens_logits"].shape[-1], mean_resizing=False)
    larger = PeftModel.from_pretrained(larger, folder / "new-tokens").eval()
    result[folder.name] = {
        "model": bare,
        "adapter": worst(adapted, "ids", "adapter_logits"),
        "newTokens": worst(larger, "more_ids", "new_tokens_logits"),
    }
print(json.dumps(result))
