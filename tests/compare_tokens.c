/* Ids of many texts, by infer.h or (built with -DPEER) by llama.cpp; tests/tokenizers.sh compares the two.
 *   generate SEED BYTES > RECORDS         nasty texts, each preceded by its length (u32)
 *   copy IN OUT [KEY VALUE]...            a GGUF's metadata, with string (or, for true and false, bool) keys replaced;
 *                                         KEY@N is the N-th element of an array of strings or int32s
 *   ids MODEL RECORDS PLAIN BOS           (0 or 1 each) a line of the tokens that end a generation, then one for each
 *                                         record: its ids, and a hash of their text */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef PEER
#include <llama.h>
static void quiet(enum ggml_log_level level, const char *text, void *user) { (void)level, (void)text, (void)user; }
#else
#define INFER_IMPLEMENTATION
#include "../infer.h"
#endif

static void print(const int32_t *ids, int n, const char *text, int size) {
    uint64_t hash = 0;
    for (int i = 0; i < n; i++) printf("%d ", ids[i]);
    for (int i = 0; i < size; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    printf("%d:%016llx\n", size, (unsigned long long)hash);
}

#ifndef PEER
/* ---- texts ---- */

static uint64_t state;
static uint32_t draw(uint32_t n) { /* below n */
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) >> 11) % n;
}
static char text[1 << 16];
static size_t used;
static void put(const char *s) { used += (size_t)sprintf(text + used, "%s", s); }
static void put_char(uint32_t c) { used += infer__utf8_write(c, text + used); }

static const char *const phrases[] = {"the quick brown fox",
                                      "Hello, world!",
                                      "it's we'll I'VE you'Re THEY'D she'S don'T 'tis 'LL 'x '",
                                      "l'été à Zürich, naïve café",
                                      "Führer Straße GROẞ",
                                      "Ελλάδα και ἄνθρωπος ᾳ",
                                      "Привет, мир; ЁЛКА",
                                      "日本語のテキスト、テスト。「括弧」",
                                      "中文分词测试，１２３４！",
                                      "한국어 문장입니다",
                                      "हिन्दी में लिखा हुआ वाक्य।",
                                      "বাংলা ভাষা",
                                      "ภาษาไทยไม่มีช่องว่าง",
                                      "العربية ١٢٣ «نص» ـــ",
                                      "עברית שָׁלוֹם",
                                      "தமிழ் ௧௨௩",
                                      "ქართული ᲥᲐ",
                                      "Հայերեն",
                                      "አማርኛ",
                                      "កាន់តែពិសេស",
                                      "Cửa Việt",
                                      "ꙮ ꞇ Ꞌ ʔ ƻ ǆ ǅ",
                                      "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽 ☺️ 🦙",
                                      "∑∫√≠≤ ©®™ €£¥$",
                                      "½ ¾ ² ³ ① ⅷ 〇 零",
                                      "int main(void) { return x->y[3] != 0x7fULL; } // ok",
                                      "<a href=\"x\">~`^|+=</a>",
                                      "a_b-c.d/e\\f@g#h%i&j*k",
                                      "1234567890 12 345,678.90 3.14e-10",
                                      "＜｜＞～！（全角）",
                                      "‘quoted’ “double” —dash– …",
                                      "e\xcc\x81 n\xcc\x83 a\xcc\x8a\xcc\x80",
                                      "ﬁ ﬀ Ａｚ ℂℵ ⅅ",
                                      "\xf0\x90\x90\x80\xf0\x90\x92\xb0\xf0\x9d\x94\xb8\xf0\x9d\x9f\x98",
                                      "<s></s><unk> <|endoftext|><|im_end|> <|eot_id|>",
                                      "<s> Hi</s> there",
                                      "<0x41><0x00>",
                                      "<｜begin▁of▁sentence｜>a<｜end▁of▁sentence｜>",
                                      "▁under▁score ▁▁",
                                      "<|endoftext|",
                                      "</s",
                                      "\xef\xbb\xbf\x62om",
                                      "word\xe2\x80\x8bzero\xc2\xadsoft\xe2\x80\x8f"};
static const char *const spaces[] = {" ",
                                     "  ",
                                     "   ",
                                     "\t",
                                     "\n",
                                     "\r\n",
                                     "\n\n",
                                     " \n ",
                                     "\t \n\t",
                                     "\v",
                                     "\f",
                                     "\xc2\xa0",
                                     "\xc2\x85",
                                     "\xe2\x80\x83",
                                     "\xe2\x80\xa8",
                                     "\xe3\x80\x80",
                                     "\xe1\x9a\x80",
                                     "\xe2\x80\xaf",
                                     " \xe3\x80\x80 ",
                                     "\x1c",
                                     "        ",
                                     "\n \n  \n"};
static const char *const broken[] = {"\x80",
                                     "\xff",
                                     "\xc3",
                                     "\xe2\x82",
                                     "\xf0\x9f\x98",
                                     "\xc0\x80",
                                     "\xc1\xa1",
                                     "\xe0\x80\xaf",
                                     "\xed\xa0\x80",
                                     "\xed\xbf\xbf",
                                     "\xe4"
                                     "ab",
                                     "\xf0"
                                     "abc",
                                     "\xf0\x9f"
                                     "a",
                                     "\xfe\xbf",
                                     "\xf8\x88\x80\x80\x80",
                                     "\xf0\x80\x80\x81",
                                     "\xbf\xbf\xbf"};
#define PICK(list) list[draw(sizeof list / sizeof list[0])]

static void generate(size_t bytes) {
    for (size_t total = 0; total < bytes; total += used) {
        uint32_t pieces = 1 + draw(40), kind;
        used = 0;
        while (pieces-- && used < sizeof text - 4096) {
            switch (kind = draw(16)) {
            case 0:
            case 1:
            case 2:
            case 3: put(PICK(phrases)); break;
            case 4:
            case 5: put(PICK(spaces)); break;
            case 6: put(" "); break;
            case 7: put(PICK(broken)); break;
            case 8:
                for (uint32_t n = 1 + draw(9), up = draw(3); n--;) put_char((up == 0 ? 'A' : 'a') + draw(26));
                break;
            case 9:
                for (uint32_t n = 1 + draw(9); n--;) put_char('0' + draw(10));
                break;
            case 10:
                for (uint32_t n = 1 + draw(6); n--;) put_char(33 + draw(94));
                break;
            case 11:
                for (uint32_t n = 1 + draw(4), base = draw(0x3400); n--;) put_char(base + draw(64));
                break;
            case 12:
                for (uint32_t n = 1 + draw(3); n--;) put_char(draw(0xd800));
                break;
            case 13:
                for (uint32_t n = 1 + draw(3); n--;)
                    put_char(0xe000 + draw(draw(4) ? 0x20000 - 0xe000 : 0x110000 - 0xe000));
                break;
            case 14:
                for (uint32_t n = 1 + draw(30), c = 32 + draw(95); n--;) put_char(c);
                break;
            default: /* any bytes but F4 to F7, which may make what is beyond Unicode: llama.cpp throws */
                for (uint32_t n = 1 + draw(5); n--;) {
                    uint32_t b = draw(256);
                    text[used++] = (char)(b >= 0xf4 && b <= 0xf7 ? 0 : b);
                }
            }
        }
        uint32_t n = (uint32_t)used;
        fwrite(&n, 4, 1, stdout), fwrite(text, 1, used, stdout);
    }
}

/* ---- metadata ---- */

static int copy(int argc, char **argv) {
    infer_error err;
    infer_model_desc desc = {.path = argv[0], .vocab_only = true};
    infer_model *m = infer_model_open(&desc, &err);
    if (!m) return fprintf(stderr, "%s\n", err.message), 1;
    infer_writer *w = infer_writer_open(argv[1], NULL, &err);
    infer_value v;
    const char *key;
    for (int i = 0; (key = infer_model_key(m, i, &v)); i++) {
        bool replaced = false;
        for (int k = 2; k < argc; k += 2) replaced |= strcmp(argv[k], key) == 0;
        const char *element[64] = {0}; /* its "@N VALUE" */
        int elements = 0;
        for (int k = 2; k + 1 < argc; k += 2)
            if (strncmp(argv[k], key, strlen(key)) == 0 && argv[k][strlen(key)] == '@' && elements < 64)
                element[elements++] = argv[k] + strlen(key) + 1, element[elements++] = argv[k + 1];
        if (replaced) continue;
        if (v.type == INFER_VALUE_STRING) {
            char *s = calloc(v.str_size + 1, 1);
            memcpy(s, v.str, v.str_size);
            infer_writer_string(w, key, s);
            free(s);
        } else if (v.type == INFER_VALUE_BOOL) infer_writer_bool(w, key, v.u);
        else if (v.type == INFER_VALUE_F32) infer_writer_f32(w, key, (float)v.f);
        else if (v.type != INFER_VALUE_ARRAY) infer_writer_u32(w, key, (uint32_t)v.u);
        else if (v.element_type == INFER_VALUE_I32) {
            int32_t *numbers = malloc(v.count * 4 + 4);
            memcpy(numbers, v.data, v.count * 4);
            for (int k = 0; k < elements; k += 2) numbers[atoi(element[k])] = atoi(element[k + 1]);
            infer_writer_array(w, key, v.element_type, numbers, v.count);
            free(numbers);
        } else if (v.element_type != INFER_VALUE_STRING) infer_writer_array(w, key, v.element_type, v.data, v.count);
        else {
            infer_bytes *strings = calloc(v.count + 1, sizeof *strings);
            const uint8_t *at = v.data;
            for (uint64_t k = 0; k < v.count; k++, at += strings[k - 1].size) {
                memcpy(&strings[k].size, at, 8);
                strings[k].data = (const char *)(at += 8);
            }
            for (int k = 0; k < elements; k += 2)
                strings[atoi(element[k])] = (infer_bytes){element[k + 1], strlen(element[k + 1])};
            infer_writer_array(w, key, v.element_type, strings, v.count);
            free(strings);
        }
    }
    for (int k = 2; k + 1 < argc; k += 2) {
        bool yes = strcmp(argv[k + 1], "true") == 0;
        if (strchr(argv[k], '@')) continue;
        if (yes || strcmp(argv[k + 1], "false") == 0) infer_writer_bool(w, argv[k], yes);
        else infer_writer_string(w, argv[k], argv[k + 1]);
    }
    infer_model_close(m);
    return infer_writer_close(w, &err) ? fprintf(stderr, "%s\n", err.message), 1 : 0;
}

static int ids(const char *model, FILE *records, bool plain, bool bos) {
    infer_error err;
    infer_model_desc desc = {.path = model, .vocab_only = true};
    infer_model *m = infer_model_open(&desc, &err);
    if (!m) return fprintf(stderr, "%s\n", err.message), 1;
    int flags = (plain ? INFER_TOKENIZE_PLAIN : 0) | (bos ? 0 : INFER_TOKENIZE_NO_BOS);
    static char bytes[1 << 16], back[1 << 20];
    static int32_t tokens[1 << 18];
    infer_model_info info;
    if (infer_model_get_info(m, &info, &err)) return 1;
    printf("bos %d, eos %d, ends", infer_model_special(m, INFER_TOKEN_BOS), infer_model_special(m, INFER_TOKEN_EOS));
    for (int i = 0; i < info.vocabulary; i++)
        if (infer_token_is_end(m, i)) printf(" %d", i);
    printf("\n");
    for (uint32_t size; fread(&size, 4, 1, records) == 1 && fread(bytes, 1, size, records) == size;) {
        int n = infer_tokenize(m, bytes, size, flags, tokens, sizeof tokens / sizeof *tokens, &err);
        if (n < 0) return fprintf(stderr, "%s\n", err.message), 1;
        int skip = 0;
        while (skip < n && tokens[skip] == infer_model_special(m, INFER_TOKEN_BOS)) skip++;
        print(tokens, n, back, infer_detokenize(m, tokens + skip, n - skip, 0, back, sizeof back, &err));
    }
    infer_model_close(m);
    return 0;
}
#else
static int ids(const char *model, FILE *records, bool plain, bool bos) {
    llama_log_set(quiet, NULL);
    llama_backend_init();
    struct llama_model_params params = llama_model_default_params();
    params.vocab_only = true;
    struct llama_model *m = llama_model_load_from_file(model, params);
    if (!m) return fprintf(stderr, "llama.cpp: cannot load %s\n", model), 1;
    const struct llama_vocab *v = llama_model_get_vocab(m);
    static char bytes[1 << 16], back[1 << 20];
    static int32_t tokens[1 << 18];
    printf("bos %d, eos %d, ends", llama_vocab_bos(v), llama_vocab_eos(v));
    for (int i = 0; i < llama_vocab_n_tokens(v); i++)
        if (llama_vocab_is_eog(v, i)) printf(" %d", i);
    printf("\n");
    for (uint32_t size; fread(&size, 4, 1, records) == 1 && fread(bytes, 1, size, records) == size;) {
        int n = llama_tokenize(v, bytes, (int)size, tokens, sizeof tokens / sizeof *tokens, bos, !plain), used = 0;
        /* after a BOS token, infer.h drops the space that SentencePiece puts before the text; llama.cpp keeps it */
        int skip = 0;
        while (skip < n && tokens[skip] == llama_vocab_bos(v)) skip++;
        if (llama_vocab_type(v) == LLAMA_VOCAB_TYPE_SPM)
            used = llama_detokenize(v, tokens + skip, n - skip, back, sizeof back, false, true);
        else /* llama_detokenize would drop spaces before punctuation; its own programs print piece by piece */
            for (int i = skip; i < n; i++)
                used += llama_token_to_piece(v, tokens[i], back + used, (int)sizeof back - used, 0, true);
        print(tokens, n, back, used);
    }
    llama_model_free(m);
    return 0;
}
#endif

int main(int argc, char **argv) {
    const char *command = argc > 1 ? argv[1] : "";
    if (argc == 6 && strcmp(command, "ids") == 0) {
        FILE *records = fopen(argv[3], "rb");
        return records ? ids(argv[2], records, argv[4][0] == '1', argv[5][0] == '1') : (perror(argv[3]), 1);
    }
#ifndef PEER
    if (argc == 4 && strcmp(command, "generate") == 0)
        return state = strtoull(argv[2], NULL, 0), generate(strtoull(argv[3], NULL, 0)), 0;
    if (argc >= 4 && strcmp(command, "copy") == 0) return copy(argc - 2, argv + 2);
#endif
    return fprintf(stderr, "usage: generate SEED BYTES | copy IN OUT [KEY VALUE]... | ids MODEL RECORDS PLAIN BOS\n"),
           2;
}
