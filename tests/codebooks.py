# Prints the codebooks of infer.h's section [4]:  python3 tests/codebooks.py      (pip install gguf)
#
# An entry of a book is two characters. IQ1 and IQ2: 8 weights of an alphabet of 3; a character is 4 of them, a number
# in base 3, the first weight its first digit. IQ3: 4 weights of an alphabet of 8; a character is 2 of them, the first
# one the low 3 bits. 0 is '#'. The books of more than 1024 entries are cut there.
import numpy as np
from gguf import quants

for name, book in [("iq1", quants.IQ1_S), ("iq2_xxs", quants.IQ2_XXS), ("iq2_xs", quants.IQ2_XS),
                   ("iq2_s", quants.IQ2_S), ("iq3_xxs", quants.IQ3_XXS), ("iq3_s", quants.IQ3_S)]:
    book.init_grid()
    grid = np.searchsorted(book.grid_map, book.grid.reshape(book.grid_shape).astype(int))
    grid = grid.reshape(-1, 2, grid.shape[1] // 2)
    values = grid @ ([27, 9, 3, 1] if len(book.grid_map) == 3 else [1, 8])
    text = "".join(chr(35 + v) for v in values.ravel())
    parts = [text[i:i + 2048] for i in range(0, len(text), 2048)]  # C promises 4095 characters in a string
    print(f"static const char infer__book_{name}[{len(parts)}][{len(parts[0]) + 1}] = {{")
    for part in parts:
        lines, line = [], ""
        for c in part:
            c = "\\" + c if c in "\\?" else c
            if len(line) + len(c) > 114:
                lines, line = lines + [line], ""
            line += c
        print("\n".join(f'    "{x}"' for x in lines + [line]) + ("," if part != parts[-1] else "};"))
