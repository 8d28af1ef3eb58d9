/* Chat templates: recognised from their texts, rendered as llama.cpp renders them. */
#include "chat_cases.h"
#include "golden_chat.h"

static int chat_find(const char *text) { return infer__chat_recognise(infer__str_of(text), infer__str_of("")); }

TEST(chat_against_llama_cpp) {
    static char text[1 << 16];
    for (size_t t = 0; t < sizeof golden_chat / sizeof *golden_chat; t++) {
        int index = chat_find(golden_chat[t].name);
        CHECK_EQ_STR(infer__chats[index].name, golden_chat[t].name);
        for (int i = 0; i < CHAT_CASES; i++) {
            chat_case c = chat_case_make(i);
            infer_message m[CHAT_MESSAGES];
            infer_error err;
            for (int k = 0; k < c.n; k++) m[k].role = c.role[k], m[k].content = c.content[k];
            int n = infer__chat_render(index, m, c.n, c.open_reply != 0, text, sizeof text, &err);
            if (n < 0) TEST_FAIL("%s, case %d: %s", golden_chat[t].name, i, err.message);
            else if (i == 9) CHECK_EQ_STR(text, golden_chat[t].text);
            else if (chat_case_hash(text, n) != golden_chat[t].hash[i])
                TEST_FAIL("%s, case %d: \"%s\"", golden_chat[t].name, i, text);
        }
    }
}

/* What tells the published templates apart, shortened. */
TEST(chat_recognise) {
    static const char *const known[][2] = {
        {"chatml", "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>'}}"},
        {"phi4", "{% if (message['role'] == 'system') %}{{'<|im_start|>system<|im_sep|>' + message['content']}}"},
        {"llama2", "{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif %}{{ message['content'] + eos_token}}"},
        {"llama2-sys", "{% set content = '<<SYS>>\\n' + system_message %}{{ bos_token + ' [INST] ' + content }}"},
        {"llama2-sys-bos", "{% set content = '<<SYS>>\\n' + system_message %}{{ bos_token + '[INST] ' + content }}"},
        {"llama2-sys-strip", "'<<SYS>>\\n' {{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}"},
        {"mistral-v1", "{{- ' [INST] ' + system_message + '\\n\\n' + message['content'] + ' [/INST]' }}"},
        {"mistral-v3", "{{- \"[AVAILABLE_TOOLS] [\" }} {{- \"[INST] \" + message[\"content\"] + \"[/INST]\" }}"},
        {"mistral-v3-tekken", "{{- \"[AVAILABLE_TOOLS][\" }} {{- \"[INST]\" + message[\"content\"] + \"[/INST]\" }}"},
        {"mistral-v7", "{{- \"[SYSTEM_PROMPT] \" + system_message }}{{- \"[INST] \" + message[\"content\"] }}"},
        {"mistral-v7-tekken", "{{- '[SYSTEM_PROMPT]' + system_message }}{{- '[INST]' + message['content'] }}"},
        {"phi3", "{{'<|user|>' + '\n' + message['content'] + '<|end|>' + '\n' + '<|assistant|>' + '\n'}}"},
        {"zephyr-beta", "{{ '<|user|>\n' + message['content'] + eos_token }}{{ '<|assistant|>\n' + message }}"},
        {"zephyr-beta", "{{ '<|user|>\\n' + message['content'] + eos_token }}{{ '<|assistant|>\\n' + message }}"},
        {"zephyr", "{{'<|user|>' + '\\n' + message['content'] + '<|endoftext|>' + '\\n'}}"},
        {"falcon3", "{{ '<|user|>\\n' + message['content'] }}{{ '<|assistant|>\\n' }}</s>"},
        {"gemma", "{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}"},
        {"llama3", "'<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim"},
        {"deepseek", "{{'### Instruction:\\n' + message['content'] + '\\n'}}{{'### Response:\\n'}}<|EOT|>"},
        {"deepseek2", "{{ 'Assistant: ' + message['content'] + eos_token }}"},
        {"deepseek3", "{{'<｜User｜>' + message['content']}}{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}"},
        {"hunyuan-dense", "<｜hy_place▁holder▁no▁3｜>{% if x %}<｜hy_place▁holder▁no▁2｜>"},
        {"kimi-k2", "{%- if add_generation_prompt -%}<|im_assistant|>assistant<|im_middle|>{%- endif -%}"},
        {"minicpm", "{% if message['role'] == 'user' %}{{'<用户>' + message['content'].strip() + '<AI>'}}"},
        {"exaone4", "[|system|] [|assistant|] [|endofturn|] [|tool|]"},
        {"bailing2", "{%- set x = '<role>HUMAN</role>' %}<role>ASSISTANT</role> + '<|role_end|>'"},
        {"seed_oss", "{{ '<seed:bos>' + message.role }}"},
        {"chatml", "something else altogether"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CHECK_EQ_STR(infer__chats[chat_find(known[i][1])].name, known[i][0]);
    CHECK(chat_find("<|im_start|>") != INFER__CHAT_FALLBACK);
    CHECK_EQ_INT(chat_find("nothing known"), INFER__CHAT_FALLBACK);
    CHECK_EQ_INT(chat_find(""), INFER__CHAT_FALLBACK);
    infer__str none = infer__str_of("");
    CHECK_EQ_STR(infer__chats[infer__chat_recognise(none, infer__str_of("gemma3"))].name, "gemma");
    CHECK_EQ_STR(infer__chats[infer__chat_recognise(none, infer__str_of("deepseek2"))].name, "deepseek2");
    CHECK_EQ_INT(infer__chat_recognise(none, infer__str_of("llama")), INFER__CHAT_FALLBACK);
    CHECK_EQ_INT(infer__chat_recognise(infer__str_of("odd"), infer__str_of("gemma")), INFER__CHAT_FALLBACK);
}

/* Thinking and tool calls are told from the answer wherever the text is cut into pieces. */
TEST(chat_sections) {
    static const char *const cases[][2] = {
        {"Hi <think>a < b</think>\nso", "0:Hi |1:<think>a < b</think>|0:\nso|"},
        {"<think>\n</think><tool_call>{}</tool_call>", "1:<think>\n</think>|2:<tool_call>{}</tool_call>|"},
        {"a <thin <think>x<think>y", "0:a <thin |1:<think>x<think>y|"},
        {"[TOOL_CALLS][{}]</tool_call>", "2:[TOOL_CALLS][{}]</tool_call>|"},
        {"<|channel|>analysis<|message|>m<|end|><|start|>assistant<|channel|>final<|message|>f",
         "1:<|channel|>analysis<|message|>m<|end|>|0:<|start|>assistant<|channel|>final<|message|>f|"},
        {"plain <", "0:plain <|"},
        {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t step = 1; step < 40; step++) {
            char out[512] = "", text[512];
            size_t held = 0, fed = 0, n = strlen(cases[i][0]);
            int section = -1, shown = -1, used = 0;
            while (fed < n) {
                size_t more = n - fed < step ? n - fed : step, at = 0;
                memcpy(text + held, cases[i][0] + fed, more), held += more, fed += more;
                for (;;) {
                    int before = section, kind = section < 0 ? 0 : infer__sections[section].kind;
                    size_t got = infer__section_next(text + at, held - at, fed == n, &section);
                    if (got && kind != shown)
                        used += snprintf(out + used, sizeof out - (size_t)used, "%s%d:", used ? "|" : "", shown = kind);
                    used += snprintf(out + used, sizeof out - (size_t)used, "%.*s", (int)got, text + at);
                    at += got;
                    if (section == before) break;
                }
                memmove(text, text + at, held -= at);
            }
            if (used) strcpy(out + used, "|");
            CHECK_EQ_STR(out, cases[i][1]);
        }
}

TEST(chat_sizes_and_misuse) {
    const infer_message m[3] = {{"system", "S"}, {"user", "U"}, {"assistant", "A"}};
    const char *whole = "<|system|>\nS</s>\n<|user|>\nU</s>\n<|assistant|>\nA</s>\n<|assistant|>\n";
    int zephyr = chat_find("zephyr-beta"), size = (int)strlen(whole);
    char text[128];
    infer_error err;
    CHECK_EQ_INT(infer__chat_render(zephyr, m, 3, true, NULL, 0, &err), size);
    for (int max = 0; max <= size + 1; max++) { /* never a byte past max; a terminator if there is room */
        memset(text, '#', sizeof text);
        CHECK_EQ_INT(infer__chat_render(zephyr, m, 3, true, text, (size_t)max, &err), size);
        CHECK(memcmp(text, whole, (size_t)(max < size ? max : size)) == 0);
        CHECK(text[max] == '#' && (max <= size || text[size] == 0));
    }
    CHECK_EQ_INT(infer__chat_render(zephyr, NULL, 0, true, text, sizeof text, &err), 14);
    CHECK_EQ_STR(text, "<|assistant|>\n");
    const infer_message no_role = {NULL, "x"}, no_content = {"user", NULL}, tool = {"tool", "x"};
    CHECK_EQ_INT(infer__chat_render(zephyr, &no_role, 1, true, text, sizeof text, &err), INFER_ERROR_ARGUMENT);
    CHECK(strstr(err.message, "message 0: the role is NULL") != NULL);
    CHECK_EQ_INT(infer__chat_render(zephyr, &no_content, 1, true, text, sizeof text, &err), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer__chat_render(zephyr, NULL, 1, true, text, sizeof text, &err), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer__chat_render(zephyr, m, -1, true, text, sizeof text, NULL), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer__chat_render(chat_find("llama2"), &tool, 1, true, text, sizeof text, &err),
                 INFER_ERROR_ARGUMENT);
    CHECK(strstr(err.message, "the template llama2 has no role \"tool\"") != NULL);
    infer__chat_render(chat_find("chatml"), &tool, 1, false, text, sizeof text, &err);
    CHECK_EQ_STR(text, "<|im_start|>tool\nx<|im_end|>\n");

    enum { LONG = 1 << 16 };
    char *longest = (char *)malloc(LONG); /* 2^16 messages of 2^16 bytes are more than INT_MAX */
    infer_message *many = (infer_message *)malloc(LONG * sizeof *many);
    if (longest && many) {
        memset(longest, 'x', LONG - 1), longest[LONG - 1] = 0;
        for (int i = 0; i < LONG; i++) many[i].role = "user", many[i].content = longest;
        CHECK_EQ_INT(infer__chat_render(zephyr, many, LONG, true, NULL, 0, &err), INFER_ERROR_ARGUMENT);
    }
    free(longest), free(many);
}
