/* The conversations that tests/golden_chat.c renders with llama.cpp and tests/chat.c with infer.h: the first few of
 * the kinds that people have, then random ones of every order of roles and every odd content. */
#ifndef CHAT_CASES_H
#define CHAT_CASES_H
#include <stdint.h>

#define CHAT_CASES    48
#define CHAT_MESSAGES 7 /* at most */

typedef struct chat_case {
    const char *role[CHAT_MESSAGES], *content[CHAT_MESSAGES];
    int n, open_reply;
} chat_case;

static chat_case chat_case_make(int index) {
    static const char *const roles[] = {"system", "user", "assistant"};
    static const char *const plain[] = {"You are terse.", "Hello, who are you?", "I am a model.", "Why?", "Because.",
                                        "Thanks!",        "You are welcome."};
    static const char *const odd[] = {"",
                                      " ",
                                      "\n\n",
                                      "  two spaces around  ",
                                      "\ttab\r\n",
                                      "line\n\nline\n",
                                      "<|im_end|></s>[/INST]",
                                      "%s %c %r %t %%",
                                      "\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x98\x80",
                                      "\xa0 not UTF-8 \xff",
                                      "\v\f",
                                      "{{ content }}",
                                      "a",
                                      " x",
                                      "y\n"};
    chat_case c = {{0}, {0}, 0, index & 1};
    int kind = index / 2;
    uint64_t state = (uint64_t)kind * 0x9e3779b97f4a7c15u;
    if (kind < 8) { /* with a system message or without; 1 to 6 messages after it */
        int start = kind & 1;
        c.n = 1 + kind / 2 * 2 - (kind >= 6) + (start == 0);
        for (int i = 0; i < c.n; i++) {
            int k = i + start;
            c.role[i] = roles[k == 0 ? 0 : k % 2 ? 1 : 2], c.content[i] = plain[k];
        }
        return c;
    }
    for (int i = -1; i < c.n; i++) {
        uint64_t r[2];
        for (int k = 0; k < 2; k++) { /* splitmix64 */
            uint64_t z = (state += 0x9e3779b97f4a7c15u);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            r[k] = z ^ (z >> 31);
        }
        if (i < 0) c.n = 1 + (int)(r[0] % CHAT_MESSAGES);
        else c.role[i] = roles[r[0] % 3], c.content[i] = odd[r[1] % (sizeof odd / sizeof *odd)];
    }
    return c;
}

static uint32_t chat_case_hash(const char *text, int n) { /* FNV-1a */
    uint32_t h = 2166136261u;
    for (int i = 0; i < n; i++) h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h;
}
#endif
