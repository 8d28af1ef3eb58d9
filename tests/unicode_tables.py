#!/usr/bin/env python3
"""Prints the table of character classes in infer.h's section [6]:  python3.13 tests/unicode_tables.py

The classes are the general categories of Unicode 15.1 (Python 3.13's unicodedata), which the pre-tokenizers in use
were made with. Code points 0 to 10FFFF are cut into runs of one class; a run is written as its length, in as many
characters as it needs: base-16 digits ('!' is 0), then one character for class and last digit in base 10. The characters are
the printable ones from '!' on that need no escape in a C string.
"""
import sys
import unicodedata

ALPHABET = [chr(c) for c in range(33, 127) if chr(c) not in '"?\\']
DIGITS, LAST = 16, 10
CLASSES = {"L": 1, "N": 3, "P": 4, "M": 5, "S": 6}  # 0: everything else
# Cased letters (Lu, Ll, Lt) are class 2, except these, which the deepseek-llm pre-tokenizer does not list.
UNLISTED = [(0x560, 0x588), (0x10C7, 0x10FF), (0x1C80, 0x1C88), (0x2D00, 0x2D2D), (0xA790, 0xA7FA), (0xAB30, 0xAB68),
            (0x10570, 0x105BC), (0x16E40, 0x16E7F), (0x1D400, 0x1D7CB), (0x1DF00, 0x1DF1E)]


def char_class(c):
    category = unicodedata.category(chr(c))
    if category in ("Lu", "Ll", "Lt") and not any(a <= c <= b for a, b in UNLISTED):
        return 2
    return CLASSES.get(category[0], 0)


def main():
    if unicodedata.unidata_version != "15.1.0":
        sys.exit("needs Python 3.13, for Unicode 15.1; this one has " + unicodedata.unidata_version)
    runs = []
    for c in range(0x110000):
        if runs and runs[-1][0] == char_class(c):
            runs[-1][1] += 1
        else:
            runs.append([char_class(c), 1])
    text = ""
    for kind, length in runs:
        high, digits = length // LAST, ""
        while high:
            digits, high = ALPHABET[high % DIGITS] + digits, high // DIGITS
        text += digits + ALPHABET[DIGITS + kind * LAST + length % LAST]
    print("#define INFER__N_RANGES %d" % len(runs))
    print("static const char infer__char_runs[] =")
    lines = [text[i:i + 114] for i in range(0, len(text), 114)]
    print("\n".join('    "%s"' % line for line in lines) + ";")


main()
