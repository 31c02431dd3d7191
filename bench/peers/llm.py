"""SmolLM2 in PyTorch with transformers and PEFT: the peer of bench/lora.ts, full.ts, prefill.ts and decode.ts.

Reads "part" (lora, full, prefill or decode), "model" (a GGUF file), "threads", "seconds", "batch", "time" and, of the
training steps, "scored" (targets at the end of each sequence), "rank", "alpha" and "targets". Writes the milliseconds of
the fastest repeat, the highest resident bytes and the version: {"milliseconds", "peak", "torch"}.
"""

import json
import os
import re
import sys

import torch
from torch.nn import functional as F
from transformers import AutoModelForCausalLM

from timing import fastest


def main():
    ask = json.load(sys.stdin)
    torch.set_num_threads(ask["threads"])
    torch.manual_seed(0)
    folder, name = os.path.split(ask["model"])
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    batch, length, part = ask["batch"], ask["time"], ask["part"]
    ids = torch.randint(100, 40000, (batch, length))

    if part in ("lora", "full"):
        if part == "lora":
            from peft import LoraConfig, get_peft_model

            targets = ask["targets"]
            model = get_peft_model(model, LoraConfig(r=ask["rank"], lora_alpha=ask["alpha"], target_modules=targets))
        trained = [p for p in model.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(trained, lr=1e-5, betas=(0.9, 0.99), weight_decay=0, fused=True)
        model.train()
        scored = ask["scored"]
        targets = ids[:, -scored:].reshape(-1)

        def work():
            optimizer.zero_grad(set_to_none=True)
            # logits of the scored positions only, as ours
            logits = model(input_ids=ids, logits_to_keep=scored + 1).logits[:, :-1]
            loss = F.cross_entropy(logits.reshape(len(targets), -1), targets)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1)
            optimizer.step()
            return loss.item()

    elif part == "prefill":
        model.eval()

        @torch.inference_mode()
        def work():
            return model(input_ids=ids, use_cache=True, logits_to_keep=1).logits.argmax(-1).tolist()

    else:
        model.eval()
        with torch.inference_mode():
            state = model(input_ids=ids, use_cache=True, logits_to_keep=1)
        cache, newest = [state.past_key_values], [ids[:, -1:]]

        @torch.inference_mode()
        def work():
            out = model(input_ids=newest[0], past_key_values=cache[0], use_cache=True)
            cache[0], newest[0] = out.past_key_values, out.logits[:, -1:].argmax(-1)
            return newest[0].tolist()

    milliseconds = fastest(work, ask["seconds"])
    with open("/proc/self/status") as status:
        peak = 1024 * int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))
    json.dump({"milliseconds": milliseconds, "peak": peak, "torch": torch.__version__}, sys.stdout)


main()
