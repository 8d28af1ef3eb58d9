#!/usr/bin/env python3
"""Prints the tables of characters in infer.h's section [6]:  python3.13 tests/unicode_tables.py

The classes are the general categories of Unicode 15.1 (Python 3.13's unicodedata), which the pre-tokenizers in use
were made with. Code points 0 to 10FFFF are cut into runs of one class; a run is written as its length, in as many
characters as it needs: base-16 digits ('!' is 0), then one character for class and last digit in base 10. The characters are
the printable ones from '!' on that need no escape in a C string.

Two more tables, for WordPiece: each character's lower case, and what it is without its accents (the first character of
its canonical decomposition). A run is three numbers: how many characters lie between the last run and this one, twice
its length (plus one if it is every other character), and what the first one maps to minus itself (twice that, or for
negative ones twice that negated, minus one); the others of a run map as far away, or in the second table to the same.
Length 0 stands for a list: the third number says how long it is, and for each character follows how far what it maps to
is from that of the one before, in the same way. A number is base-32 digits, then one base-59 digit.
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


def number(n):
    high, digits = n // 59, ""
    while high:
        digits, high = ALPHABET[high % 32] + digits, high // 32
    return digits + ALPHABET[32 + n % 59]


def zigzag(n):
    return 2 * n if n >= 0 else -2 * n - 1


def run_at(found, at, slope):
    best = 1, 0
    for stride in (1, 2):
        n = 0
        while at + n < len(found) and found[at + n] == (found[at][0] + n * stride, found[at][1] + n * stride * slope):
            n += 1
        if n > best[1]:
            best = stride, n
    return best


def runs_of(target, slope):
    found = [(c, target(chr(c))) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    found = [(c, ord(t[0])) for c, t in found if t and ord(t[0]) != c]
    numbers, at, last = [], 0, 0
    while at < len(found):
        end, listed = at, {}
        stride, n = run_at(found, end, slope)
        while n == 1 and (not listed or found[end][0] - found[end - 1][0] <= 3):  # what is in no run is in a list
            listed.update(found[end:end + 1])
            end += 1
            stride, n = run_at(found, end, slope)
        first, to = found[at]
        if listed:
            count = found[end - 1][0] + 1 - first
            targets = [listed.get(first + i, first + i) for i in range(count)]
            numbers += [first - last, 0, count] + [zigzag(b - a) for a, b in zip([first] + targets, targets)]
            at, last = end, first + count
        else:
            numbers += [first - last, n * 2 + stride - 1, zigzag(to - first)]
            at, last = at + n, first + (n - 1) * stride + 1
    return "".join(map(number, numbers))


def lines_of(text):
    return "\n".join('    "%s"' % text[i:i + 114] for i in range(0, len(text), 114))


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
    print("static const char infer__char_runs[] =\n%s;" % lines_of(text))
    for name, target, slope in (("lower", str.lower, 1), ("base", lambda c: unicodedata.normalize("NFD", c), 0)):
        text = runs_of(target, slope)  # compilers need not take strings of more than 4095 characters
        parts = [lines_of(text[i:i + 34 * 114 - 1]) + "," for i in range(0, len(text), 34 * 114 - 1)]
        print("static const char *const infer__char_%s[] = {\n%s\n    NULL};" % (name, "\n".join(parts)))


main()
