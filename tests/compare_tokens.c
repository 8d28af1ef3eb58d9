/* Ids of many texts, by infer.h or (built with -DPEER) by llama.cpp; tests/tokenizers.sh compares the two.
 *   generate SEED BYTES > RECORDS         nasty texts, each preceded by its length (u32)
 *   copy IN OUT [KEY VALUE]...            a GGUF's metadata, with string (or, for true and false, bool) keys replaced;
 *                                         KEY@N is the N-th element of an array of strings or int32s
 *   unigram OUT SEED CHARSMAP             a Unigram vocabulary: pieces of the texts above with random scores, with a
 *                                         charsmap or (0) without
 *   rwkv OUT SEED                         an RWKV vocabulary of such pieces
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

/* ---- vocabularies of other kinds ---- */

enum { PIECES = 6000 };
static infer_bytes pieces[PIECES];
static int n_pieces;
static void piece(const char *s, size_t n) { /* each once */
    for (int i = 0; i < n_pieces; i++)
        if (pieces[i].size == n && memcmp(pieces[i].data, s, n) == 0) return;
    if (n == 0 || n_pieces == PIECES) return;
    pieces[n_pieces].data = memcpy(malloc(n + 1), s, n), pieces[n_pieces++].size = n;
}

/* Characters and parts of the phrases, every space written as `space`; whole characters only if `whole`. */
static void make_pieces(const char *space, bool whole) {
    static char flat[1 << 16];
    for (int round = 0; n_pieces < PIECES - 200 && round < 40000; round++) {
        const char *phrase = PICK(phrases);
        size_t n = 0, from, to;
        for (const char *p = phrase; *p; p++)
            if (*p == ' ') n += (size_t)sprintf(flat + n, "%s", space);
            else flat[n++] = *p;
        from = draw((uint32_t)n), to = from + 1 + draw(round < 4000 ? 4 : 12);
        to = to > n ? n : to;
        while (whole && from > 0 && ((unsigned char)flat[from] & 0xc0) == 0x80) from--;
        while (whole && to < n && ((unsigned char)flat[to] & 0xc0) == 0x80) to++;
        if (!memchr(flat + from, '\\', to - from)) piece(flat + from, to - from); /* RWKV's escapes begin so */
    }
}

/* A double array of the replacements, made the slow way: the first offset where all children are free. */
static uint32_t units[1 << 16];
static bool taken[1 << 16];
static struct {
    const char *from, *to;
} maps[] = {{"\xef\xbc\xa1", "A"},
            {"\xef\xac\x81", "fi"},
            {"\xef\xac\x80", "ff"},
            {"\t", " "},
            {"\n", " "},
            {"\r", ""},
            {"\xc2\xa0", " "},
            {"\xe2\x80\xa6", "..."},
            {"e\xcc\x81", "\xc3\xa9"},
            {"n\xcc\x83", "\xc3\xb1"},
            {"\xc2\xbd", "1\xe2\x81\x84"
                         "2"},
            {"abc", "  x  "},
            {"ab", "y"},
            {"\xe3\x80\x80", " "},
            {"\xc2\xad", ""},
            {"he", "\xf0\x9f\xa6\x99 "}};
static void place(uint32_t unit, const char *prefix, size_t n, char *texts, uint32_t *used) {
    bool child[256] = {0};
    const char *end = NULL;
    uint32_t at = 1;
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        if (strncmp(maps[i].from, prefix, n) != 0) continue;
        child[(unsigned char)maps[i].from[n]] = true; /* 0: a text ends here */
        if (!maps[i].from[n]) end = maps[i].to;
    }
    for (bool fits = false; !fits; at += !fits) {
        fits = true;
        for (uint32_t c = 0; c < 256; c++) fits = fits && !(child[c] && taken[at ^ c]);
    }
    for (uint32_t c = 0; c < 256; c++)
        if (child[c]) taken[at ^ c] = true;
    units[unit] |= (unit ^ at) << 10 | (end ? 256 : 0);
    if (end) units[at] = 0x80000000u | *used, *used += (uint32_t)sprintf(texts + *used, "%s", end) + 1;
    for (uint32_t c = 1; c < 256; c++) {
        char longer[64];
        if (!child[c]) continue;
        memcpy(longer, prefix, n), longer[n] = (char)c, longer[n + 1] = 0;
        units[at ^ c] = c;
        place(at ^ c, longer, n + 1, texts, used);
    }
}

static int vocabulary(const char *path, bool unigram, bool charsmap) {
    infer_error err;
    static float scores[PIECES];
    static int32_t types[PIECES];
    static char map[1 << 19];
    const char *const names[] = {"<pad>", "</s>", "<unk>"};
    infer_writer *w = infer_writer_open(path, NULL, &err);
    for (int i = 0; i < 3 && unigram; i++) piece(names[i], strlen(names[i]));
    if (!unigram) piece("<s>", 3), piece("\\n", 2), piece("\\t", 2), piece("\\\\", 2), piece("\\x00", 4);
    for (uint32_t c = 128; c < 256 && !unigram; c++) {
        char hex[8];
        piece(hex, (size_t)sprintf(hex, "\\x%02x", c));
    }
    for (char c = ' '; c < 127; c++)
        piece(&c, (c != ' ' || !unigram) && (c != '\\' || unigram)); /* a byte has one name */
    make_pieces(unigram ? "\xe2\x96\x81" : " ", true);
    if (unigram) piece("<mask>", 6), piece("\xe2\x96\x81Hello, wor", 13);
    for (int i = 0; i < n_pieces; i++)
        scores[i] = -(float)draw(4000) / 256 - 0.5f, types[i] = draw(50) == 0 && i > 600 ? 5 : 1;
    for (int i = 0; i < 3; i++) types[i] = unigram ? i == 2 ? 2 : 3 : 1, scores[i] = 0;
    if (unigram) types[n_pieces - 1] = types[n_pieces - 2] = 4;
    else types[0] = 3;
    infer_writer_string(w, "general.architecture", "t5");
    infer_writer_string(w, "tokenizer.ggml.model", unigram ? "t5" : "rwkv");
    infer_writer_array(w, "tokenizer.ggml.tokens", INFER_VALUE_STRING, pieces, (uint64_t)n_pieces);
    infer_writer_array(w, "tokenizer.ggml.scores", INFER_VALUE_F32, scores, (uint64_t)n_pieces);
    infer_writer_array(w, "tokenizer.ggml.token_type", INFER_VALUE_I32, types, (uint64_t)n_pieces);
    if (unigram) infer_writer_bool(w, "tokenizer.ggml.add_space_prefix", true);
    if (unigram) infer_writer_bool(w, "tokenizer.ggml.remove_extra_whitespaces", charsmap);
    if (!unigram)
        infer_writer_u32(w, "tokenizer.ggml.eos_token_id", 0),
            infer_writer_u32(w, "tokenizer.ggml.unknown_token_id", 0);
    if (charsmap) {
        uint32_t used = 0, size = sizeof units;
        taken[0] = true;
        place(0, "", 0, map + 4 + sizeof units, &used);
        memcpy(map, &size, 4), memcpy(map + 4, units, sizeof units);
        infer_writer_array(w, "tokenizer.ggml.precompiled_charsmap", INFER_VALUE_U8, map, 4 + sizeof units + used);
    }
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
        if (llama_vocab_type(v) == LLAMA_VOCAB_TYPE_SPM || llama_vocab_type(v) == LLAMA_VOCAB_TYPE_UGM)
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
    if (argc >= 4 && (strcmp(command, "unigram") == 0 || strcmp(command, "rwkv") == 0))
        return state = strtoull(argv[3], NULL, 0),
               vocabulary(argv[2], command[0] == 'u', argc > 4 && argv[4][0] == '1');
    if (argc >= 4 && strcmp(command, "copy") == 0) return copy(argc - 2, argv + 2);
#endif
    return fprintf(stderr, "usage: generate SEED BYTES | copy IN OUT [KEY VALUE]... | unigram OUT SEED CHARSMAP |\n"
                           "       rwkv OUT SEED | ids MODEL RECORDS PLAIN BOS\n"),
           2;
}
