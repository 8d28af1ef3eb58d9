# Prints the codebooks of infer.h's section [4]:  python3 tests/codebooks.py      (pip install gguf)
#
# An entry is a number: its weights are the digits, the first weight's the lowest, in base 3 (IQ1 and IQ2: 8 weights) or
# 8 (IQ3: 4). Books are sorted, so a character for each entry says how much it is more than the one before: '#' is 1. '~'
# stands for 91, with no entry. The first entry counts from -1.
import numpy as np
from gguf import quants


def book_text(numbers):
    text, before = "", -1
    for number in numbers:
        step, before = int(number) - before, int(number)
        text += "~" * ((step - 1) // 91) + chr(35 + (step - 1) % 91)
    return text


for name, book in [("iq1", quants.IQ1_S), ("iq2_xxs", quants.IQ2_XXS), ("iq2_xs", quants.IQ2_XS),
                   ("iq2_s", quants.IQ2_S), ("iq3_xxs", quants.IQ3_XXS), ("iq3_s", quants.IQ3_S)]:
    book.init_grid()
    digits = np.searchsorted(book.grid_map, book.grid.reshape(book.grid_shape).astype(int))
    digits = digits.reshape(-1, digits.shape[-1])
    text = book_text(digits @ len(book.grid_map) ** np.arange(digits.shape[1]))
    lines, line = [], ""
    for c in text:
        c = "\\" + c if c in "\\?" else c
        if len(line) + len(c) > 114:
            lines, line = lines + [line], ""
        line += c
    print(f"static const char infer__book_{name}[] =")
    print("\n".join(f'    "{x}"' for x in lines + [line]) + ";")
