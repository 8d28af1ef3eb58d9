/* Made tests/golden_chat.h, with llama.cpp 0.7.0's library:
 *   cc tests/golden_chat.c -lllama -o golden_chat && ./golden_chat > tests/golden_chat.h
 * A row for each of llama.cpp's built-in templates that infer.h has too: the text of case 9, the hashes of all. */
#include "chat_cases.h"
#include <llama.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    static const char *const names[] = {"chatml",
                                        "phi4",
                                        "mistral-v1",
                                        "mistral-v3",
                                        "mistral-v3-tekken",
                                        "mistral-v7",
                                        "mistral-v7-tekken",
                                        "llama2",
                                        "llama2-sys",
                                        "llama2-sys-bos",
                                        "llama2-sys-strip",
                                        "llama3",
                                        "llama4",
                                        "phi3",
                                        "chatglm4",
                                        "falcon3",
                                        "zephyr",
                                        "glmedge",
                                        "gemma",
                                        "openchat",
                                        "vicuna",
                                        "vicuna-orca",
                                        "deepseek",
                                        "deepseek2",
                                        "deepseek3",
                                        "command-r",
                                        "exaone3",
                                        "granite",
                                        "granite-4.0",
                                        "smolvlm",
                                        "exaone4",
                                        "exaone-moe",
                                        "orion",
                                        "chatglm3",
                                        "minicpm",
                                        "megrez",
                                        "bailing",
                                        "bailing-think",
                                        "bailing2",
                                        "hunyuan-moe",
                                        "hunyuan-dense",
                                        "kimi-k2",
                                        "seed_oss",
                                        "grok-2",
                                        "solar-open",
                                        "pangu-embedded",
                                        "gpt-oss"};
    static char text[1 << 16];
    printf(
        "/* Made by tests/golden_chat.c; do not edit. */\n"
        "static const struct {\n    const char *name, *text;\n    uint32_t hash[CHAT_CASES];\n} golden_chat[] = {\n");
    for (size_t t = 0; t < sizeof names / sizeof *names; t++) {
        printf("    {\"%s\",\n", names[t]);
        uint32_t hash[CHAT_CASES];
        for (int i = 0; i < CHAT_CASES; i++) {
            chat_case c = chat_case_make(i);
            llama_chat_message messages[CHAT_MESSAGES];
            for (int k = 0; k < c.n; k++) messages[k].role = c.role[k], messages[k].content = c.content[k];
            int n = llama_chat_apply_template(names[t], messages, (size_t)c.n, c.open_reply, text, sizeof text);
            if (n < 0 || n >= (int)sizeof text) return fprintf(stderr, "%s: %d\n", names[t], n), 1;
            hash[i] = chat_case_hash(text, n);
            if (i != 9) continue;
            printf("     \"");
            for (int k = 0; k < n; k++) {
                unsigned char ch = (unsigned char)text[k];
                if (ch == '\n') printf("\\n\"%s", k + 1 < n ? "\n     \"" : "");
                else if (ch == '"' || ch == '\\') printf("\\%c", ch);
                else if (ch < 32 || ch > 126) printf("\\%03o", ch);
                else putchar(ch);
            }
            printf("%s,\n     {", n && text[n - 1] == '\n' ? "" : "\"");
        }
        for (int i = 0; i < CHAT_CASES; i++)
            printf("0x%08x%s", hash[i], i + 1 == CHAT_CASES ? "}},\n" : i % 9 == 8 ? ",\n      " : ", ");
    }
    puts("};");
    return 0;
}
