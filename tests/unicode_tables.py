#!/usr/bin/env python3
"""Prints the tables of characters in infer.h's section [6]:  python3.13 tests/unicode_tables.py

The classes are the general categories of Unicode 15.1 (Python 3.13's unicodedata), which the pre-tokenizers in use
were made with. Code points 0 to 10FFFF are cut into runs of one class; a run is the number 8 x its length + its class.

Two more tables, for WordPiece: each character's lower case, and what it is without its accents (the first character of
its canonical decomposition). A run has one to three numbers: 4 x how far what its first character maps to is from that of
the run before (zigzag: 0, -1, 1, -2...), + 2 if there are characters between the two runs (then their number follows), + 1
if it is longer than one character (then follows 4 x its length, + 2 if the others map as far away as the first and not
to the same, + 1 if it is every other character).

A number is base-32 digits, then one base-59 digit: the printable characters from '!' on that need no escape in a C string.
"""
import sys
import unicodedata

ALPHABET = [chr(c) for c in range(33, 127) if chr(c) not in '"?\\']
DIGITS, LAST = 32, 59
CLASSES = {"L": 1, "N": 3, "P": 4, "M": 5, "S": 6, "C": 7}  # 0: Z and what is not assigned
# Cased letters (Lu, Ll, Lt) are class 2, except these, which the deepseek-llm pre-tokenizer does not list.
UNLISTED = [(0x560, 0x588), (0x10C7, 0x10FF), (0x1C80, 0x1C88), (0x2D00, 0x2D2D), (0xA790, 0xA7FA), (0xAB30, 0xAB68),
            (0x10570, 0x105BC), (0x16E40, 0x16E7F), (0x1D400, 0x1D7CB), (0x1DF00, 0x1DF1E)]


def char_class(c):
    category = unicodedata.category(chr(c))
    if category in ("Lu", "Ll", "Lt") and not any(a <= c <= b for a, b in UNLISTED):
        return 2
    return 0 if category == "Cn" else CLASSES.get(category[0], 0)


def number(n):
    high, digits = n // LAST, ""
    while high:
        digits, high = ALPHABET[high % DIGITS] + digits, high // DIGITS
    return digits + ALPHABET[DIGITS + n % LAST]


def class_runs():
    runs = []
    for c in range(0x110000):
        if runs and runs[-1][0] == char_class(c):
            runs[-1][1] += 1
        else:
            runs.append([char_class(c), 1])
    return [number(8 * length + kind) for kind, length in runs]


def map_runs(target):
    found = [(c, target(chr(c))) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    found = [(c, ord(t[0])) for c, t in found if t and ord(t[0]) != c]
    runs, at, end, last = [], 0, 0, 0
    while at < len(found):
        first, to = found[at]
        length, shape, stride = 1, 0, 1
        for every, slope in ((1, 0), (1, 1), (2, 0), (2, 1)):
            n = 1
            while at + n < len(found) and found[at + n] == (first + n * every, to + n * every * slope):
                n += 1
            if n > length:
                length, shape, stride = n, 2 * slope + every - 1, every
        far = 2 * (to - last) if to >= last else 2 * (last - to) - 1
        runs.append(number(4 * far + 2 * (first > end) + (length > 1)) + (number(first - end) if first > end else "") +
                    (number(4 * length + shape) if length > 1 else ""))
        at, end, last = at + length, first + (length - 1) * stride + 1, to
    return runs


def main():
    if unicodedata.unidata_version != "15.1.0":
        sys.exit("needs Python 3.13, for Unicode 15.1; this one has " + unicodedata.unidata_version)
    for name, runs in (("classes", class_runs()), ("lower", map_runs(str.lower)),
                       ("base", map_runs(lambda c: unicodedata.normalize("NFD", c)))):
        print("static const char *const infer__char_%s[] = {" % name)
        while runs:  # whole runs: compilers need not take strings of more than 4095 characters
            text = ""
            while runs and len(text) + len(runs[0]) <= 35 * 114:
                text += runs.pop(0)
            lines = ['    "%s"' % text[i:i + 114] for i in range(0, len(text), 114)]
            print("\n".join(lines) + ",")
        print("    NULL};")


main()
