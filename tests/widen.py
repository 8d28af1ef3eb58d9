#!/usr/bin/env python3
"""tests/widen.py IN OUT: the same llama model with zeros around its weights, in F16, so that every row is a multiple of 256
and K-quants can hold it. Twice the heads, the new ones 0; the norms' weights shrink as the mean over more elements does:
the logits stay what they were. Needs numpy and the gguf package (as tests/golden_formats.py)."""
import sys
import numpy as np
import gguf

reader = gguf.GGUFReader(sys.argv[1])
get = lambda key: reader.fields[key].contents()
width, ff = get("llama.embedding_length"), get("llama.feed_forward_length")
wide, wide_ff = (width + 255) // 256 * 256, (ff + 255) // 256 * 256
times = wide // width
assert wide == width * times and get("llama.attention.head_count") * get("llama.rope.dimension_count") == width
new = {"llama.embedding_length": wide, "llama.feed_forward_length": wide_ff, "general.file_type": 1,
       "llama.attention.head_count": get("llama.attention.head_count") * times,
       "llama.attention.head_count_kv": get("llama.attention.head_count_kv") * times,
       "llama.attention.layer_norm_rms_epsilon": get("llama.attention.layer_norm_rms_epsilon") / times}

writer = gguf.GGUFWriter(sys.argv[2], "llama")
for name, field in reader.fields.items():
    if not name.startswith("GGUF.") and name != "general.architecture":
        sub = field.types[-1] if len(field.types) > 1 else None
        writer.add_key_value(name, new.get(name, field.contents()), field.types[0], sub_type=sub)
for t in reader.tensors:
    w = gguf.quants.dequantize(t.data, t.tensor_type).astype(np.float32)
    grown = [wide if n == width else wide_ff if n == ff else n * times if ".attn_" in t.name else n for n in w.shape]
    if w.ndim == 1:  # x / sqrt(mean(x^2)) is sqrt(times) larger
        w = w / np.sqrt(times)
    out = np.zeros(grown, np.float32)
    out[tuple(slice(n) for n in w.shape)] = w
    writer.add_tensor(t.name, out if w.ndim == 1 else out.astype(np.float16))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
