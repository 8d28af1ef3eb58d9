# Writes tests/golden_formats.h: random blocks of every number format and what the gguf package makes of them.
#   python3 tests/golden_formats.py > tests/golden_formats.h      (pip install gguf)
import numpy as np
from gguf import GGMLQuantizationType as T, GGML_QUANT_SIZES, quants

HALVES = {  # where a block's F16 scales stand
    T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0],
    T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208],
    T.IQ2_XXS: [0], T.IQ2_XS: [0], T.IQ3_XXS: [0], T.IQ1_S: [0], T.IQ4_NL: [0], T.IQ3_S: [0], T.IQ2_S: [0],
    T.IQ4_XS: [0], T.TQ1_0: [52], T.TQ2_0: [64], T.IQ1_M: [], T.MXFP4: [], T.NVFP4: [],
}
# an ordinary scale, a negative one, the least subnormal, the largest, minus zero, a negative subnormal
SCALES = [0x2345, 0xa9c7, 0x0001, 0x7bff, 0x8000, 0x83ff]
rng = np.random.default_rng(4)


def words(values, digits, per_line):
    text = [f"0x{v:0{digits}x}," for v in values]
    return "\n".join("    " + " ".join(text[i:i + per_line]) for i in range(0, len(text), per_line))


print("""/* Made by: python3 tests/golden_formats.py > tests/golden_formats.h  - do not edit.
 * Random blocks and the bits of the floats that the gguf package dequantises them to. */""")
rows = []
for t in [T.F16, T.BF16, *HALVES]:
    block, size = GGML_QUANT_SIZES[t]
    count = {1: 64, 32: 6, 64: 6, 256: 4 if t.value < 16 else 2}[block]
    data = rng.integers(0, 256, (count, size), dtype=np.uint8)
    if t == T.F16:
        data[:, 1] &= 0xbf  # exponents below 16: no infinities, no NaNs
    for b in range(count) if t in HALVES else []:
        for i, at in enumerate(HALVES[t]):
            data[b, at:at + 2] = np.array([SCALES[(b + 3 * i) % (6 if count == 6 else 4)]], np.uint16).view(np.uint8)
    want = quants.dequantize(data, t).view(np.uint32).ravel()
    print(f"static const unsigned char golden_{t.name}_bytes[] = {{\n{words(data.ravel(), 2, 19)}\n}};")
    print(f"static const uint32_t golden_{t.name}_bits[] = {{\n{words(want, 8, 10)}\n}};")
    rows.append(f"    {{INFER_TYPE_{t.name}, {count * block}, golden_{t.name}_bytes, golden_{t.name}_bits}},")
print("static const struct { int type, n; const unsigned char *bytes; const uint32_t *bits; } golden_formats[] = {")
print("\n".join(rows) + "\n};")
