/* Tokenizers: small vocabularies built in memory, and the expected ids of ../shared/models/vocab where that is there.
 * tests/tokenizers.sh compares with llama.cpp. */

/* ---- a GGUF in memory: metadata only ---- */

typedef struct book {
    unsigned char *bytes;
    size_t size;
    uint64_t keys;
} book;

static void book_put(book *b, const void *data, size_t size) {
    b->bytes = (unsigned char *)realloc(b->bytes, b->size + size + 1);
    if (size) memcpy(b->bytes + b->size, data, size);
    b->size += size;
}
static void book_u32(book *b, uint32_t v) { book_put(b, &v, 4); }
static void book_u64(book *b, uint64_t v) { book_put(b, &v, 8); }
static void book_text(book *b, const char *s, size_t n) { book_u64(b, n), book_put(b, s, n); }
static void book_key(book *b, const char *key, int type) {
    if (!b->size) book_put(b, "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    b->keys++, memcpy(b->bytes + 16, &b->keys, 8);
    book_text(b, key, strlen(key)), book_u32(b, (uint32_t)type);
}
static void book_string(book *b, const char *key, const char *value) {
    book_key(b, key, INFER_VALUE_STRING), book_text(b, value, strlen(value));
}
static void book_int(book *b, const char *key, uint32_t value) {
    book_key(b, key, INFER_VALUE_U32), book_u32(b, value);
}
static void book_bool(book *b, const char *key, bool value) {
    unsigned char c = value;
    book_key(b, key, INFER_VALUE_BOOL), book_put(b, &c, 1);
}
static void book_array(book *b, const char *key, int type, uint64_t n) { /* its elements follow */
    book_key(b, key, INFER_VALUE_ARRAY), book_u32(b, (uint32_t)type), book_u64(b, n);
}

static char book_warning[512];
static void book_log(int level, const char *message, void *user) {
    (void)user;
    if (level == INFER_LOG_WARNING) snprintf(book_warning, sizeof book_warning, "%s", message);
}

static infer_model *book_open(book *b, infer_error *err) {
    infer_model_desc desc = {.data = b->bytes, .size = b->size, .vocab_only = true, .logger = {book_log, NULL}};
    book_warning[0] = 0;
    return infer_model_open(&desc, err);
}

/* A vocabulary as a list of tokens: text, type (0 here: normal), score or merge. */
typedef struct entry {
    const char *text;
    int type;
    float score;
} entry;

/* SentencePiece: <unk> <s> </s>, 256 bytes (ids 3 to 258), then the entries. */
static void book_spm(book *b, const entry *entries, int n) {
    char name[8];
    book_string(b, "general.architecture", "llama");
    book_string(b, "tokenizer.ggml.model", "llama");
    book_array(b, "tokenizer.ggml.tokens", INFER_VALUE_STRING, 259 + (uint64_t)n);
    book_text(b, "<unk>", 5), book_text(b, "<s>", 3), book_text(b, "</s>", 4);
    for (int i = 0; i < 256; i++) snprintf(name, sizeof name, "<0x%02X>", i), book_text(b, name, 6);
    for (int i = 0; i < n; i++) book_text(b, entries[i].text, strlen(entries[i].text));
    book_array(b, "tokenizer.ggml.scores", INFER_VALUE_F32, 259 + (uint64_t)n);
    for (int i = 0; i < 259 + n; i++) book_put(b, i < 259 ? &(float){0} : &entries[i - 259].score, 4);
    book_array(b, "tokenizer.ggml.token_type", INFER_VALUE_I32, 259 + (uint64_t)n);
    for (int i = 0; i < 259 + n; i++)
        book_u32(b, i == 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : entries[i - 259].type ? (uint32_t)entries[i - 259].type : 1);
}

/* Byte-level: the 256 bytes (ids 0 to 255), then the entries; "a b" makes the token "ab" and a merge. */
static void book_bpe(book *b, const char *pre, const entry *entries, int n) {
    char text[64];
    int merges = 0;
    book_string(b, "general.architecture", "llama");
    book_string(b, "tokenizer.ggml.model", "gpt2");
    if (pre) book_string(b, "tokenizer.ggml.pre", pre);
    book_array(b, "tokenizer.ggml.tokens", INFER_VALUE_STRING, 256 + (uint64_t)n);
    for (int i = 0; i < 256; i++) book_text(b, text, infer__utf8_write(infer__byte_char((uint8_t)i), text));
    for (int i = 0; i < n; i++) {
        const char *space = strchr(entries[i].text, ' ');
        merges += space != NULL;
        snprintf(text, sizeof text, "%.*s%s", space ? (int)(space - entries[i].text) : 60, entries[i].text,
                 space ? space + 1 : "");
        book_text(b, text, strlen(text));
    }
    book_array(b, "tokenizer.ggml.merges", INFER_VALUE_STRING, (uint64_t)merges);
    for (int i = 0; i < n; i++)
        if (strchr(entries[i].text, ' ')) book_text(b, entries[i].text, strlen(entries[i].text));
    book_array(b, "tokenizer.ggml.token_type", INFER_VALUE_I32, 256 + (uint64_t)n);
    for (int i = 0; i < 256 + n; i++)
        book_u32(b, i < 256 || !entries[i - 256].type ? 1 : (uint32_t)entries[i - 256].type);
}

#define CONTROL 3
#define USER    4
static const entry small_spm[] = {{"\xe2\x96\x81", 0, -10},
                                  {"h", 0, -11},
                                  {"e", 0, -12},
                                  {"l", 0, -13},
                                  {"o", 0, -14}, /* 259 to 263 */
                                  {"he", 0, -3},
                                  {"ll", 0, -2},
                                  {"llo", 0, -5},
                                  {"hello", 0, -4},
                                  {"\xe2\x96\x81hello", 0, -1}, /* 264 to 268 */
                                  {"\xe2\x96\x81\xe2\x96\x81", 0, -6},
                                  {"aa", 0, -1},
                                  {"aaaa", 0, -1},
                                  {"a", 0, -9},
                                  {"\xe6\x97\xa5", 0, -9}, /* 269 to 273 */
                                  {"<|im_end|>", CONTROL, 0},
                                  {"[x]", USER, 0},
                                  {"[x][x]", USER, 0},
                                  {"<|assistant|>", CONTROL, 0}}; /* 274 to 277 */
static const entry small_bpe[] = {{"h e", 0, 0},
                                  {"l l", 0, 0},
                                  {"he ll", 0, 0},
                                  {"hell o", 0, 0},
                                  {"\xc4\xa0 hello", 0, 0},
                                  {"a a", 0, 0},
                                  {"aa aa", 0, 0},
                                  {"\xc4\xa0 \xc4\xa0", 0, 0}, /* 256 to 263 */
                                  {"<|endoftext|>", CONTROL, 0},
                                  {"<|im_end|>", CONTROL, 0},
                                  {"[x]", USER, 0},
                                  {"' s", 0, 0},
                                  {"1 2", 0, 0},
                                  {"12 3", 0, 0},
                                  {"helloworld", 0, 0}}; /* 264 to 270 */
#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

static infer_model *open_spm(book *b) {
    infer_error err;
    book_spm(b, small_spm, COUNT(small_spm));
    infer_model *m = book_open(b, &err);
    if (!m) TEST_FAIL("%s", err.message);
    return m;
}
static infer_model *open_bpe(book *b, const char *pre) {
    infer_error err;
    book_bpe(b, pre, small_bpe, COUNT(small_bpe));
    infer_model *m = book_open(b, &err);
    if (!m) TEST_FAIL("%s", err.message);
    return m;
}
static void close_book(infer_model *m, book *b) {
    infer_model_close(m);
    free(b->bytes);
    memset(b, 0, sizeof *b);
}

static void expect_failure(book *b, int code, const char *part) {
    infer_error err = {0, ""};
    infer_model *m = book_open(b, &err);
    CHECK(m == NULL);
    CHECK_EQ_INT(err.code, code);
    if (!strstr(err.message, part)) TEST_FAIL("\"%s\" does not mention \"%s\"", err.message, part);
    close_book(m, b);
}

/* Ids as text, "1 2 3". */
static const char *ids_of(const infer_model *m, const char *text, int flags) {
    static char out[4096];
    int32_t ids[512];
    infer_error err;
    int n = infer_tokenize(m, text, strlen(text), flags, ids, 512, &err), used = 0;
    if (n < 0) return "error";
    out[0] = 0;
    for (int i = 0; i < n; i++)
        used += snprintf(out + used, sizeof out - (size_t)used, "%s%d", i ? " " : "", (int)ids[i]);
    return out;
}

TEST(tokenizers_spm) {
    book b = {0};
    infer_model *m = open_spm(&b);
    if (!m) return;
    CHECK_EQ_STR(ids_of(m, "hello", 0), "1 268");
    CHECK_EQ_STR(ids_of(m, "", 0), "1");
    CHECK_EQ_STR(ids_of(m, "hello hello", INFER_TOKENIZE_NO_BOS), "268 268");
    CHECK_EQ_STR(ids_of(m, "  hello", INFER_TOKENIZE_NO_BOS), "269 268");
    CHECK_EQ_STR(ids_of(m, "hex", INFER_TOKENIZE_NO_BOS), "259 264 123");   /* x is a byte */
    CHECK_EQ_STR(ids_of(m, "aaaaa", INFER_TOKENIZE_NO_BOS), "259 271 272"); /* equal scores: from the left */
    CHECK_EQ_STR(ids_of(m, "\xe6\x97\xa5\xe6\x97", INFER_TOKENIZE_NO_BOS), "259 273 233 154"); /* half a character */
    CHECK_EQ_STR(ids_of(m, "hello<|im_end|>hello", INFER_TOKENIZE_NO_BOS), "268 274 268"); /* a prefix after it, too */
    CHECK_EQ_STR(ids_of(m, "a[x][x][x]a", INFER_TOKENIZE_NO_BOS), "259 272 276 275 259 272"); /* longest name first */
    CHECK_EQ_STR(ids_of(m, "[x]</s>", INFER_TOKENIZE_NO_BOS | INFER_TOKENIZE_PLAIN), "275 259 63 50 118 65");
    CHECK(infer_token_is_end(m, 2) && infer_token_is_end(m, 274) && !infer_token_is_end(m, 1) &&
          !infer_token_is_end(m, 275));
    CHECK_EQ_INT(infer_model_special(m, INFER_TOKEN_BOS), 1);
    CHECK_EQ_INT(infer_model_special(m, INFER_TOKEN_EOT), 274);
    CHECK_EQ_INT(infer_model_special(m, INFER_TOKEN_UNKNOWN), 0);
    int32_t some[] = {1, 268, 274, 268};
    char text[64];
    int n = infer_detokenize(m, some, 4, 0, text, sizeof text - 1, NULL);
    text[n] = 0;
    CHECK_EQ_STR(text, "<s>hello<|im_end|> hello");
    n = infer_detokenize(m, some, 4, INFER_TOKENIZE_PLAIN, text, sizeof text - 1, NULL);
    text[n] = 0;
    CHECK_EQ_STR(text, "hello hello");
    close_book(m, &b);

    book_bool(&b, "tokenizer.ggml.add_space_prefix", false);
    book_bool(&b, "tokenizer.ggml.add_bos_token", false), book_bool(&b, "tokenizer.ggml.add_eos_token", true);
    if (!(m = open_spm(&b))) return;
    CHECK_EQ_STR(ids_of(m, "hello", 0), "267 2");
    CHECK_EQ_STR(ids_of(m, " hello", INFER_TOKENIZE_NO_BOS), "268");
    close_book(m, &b);

    book_string(&b, "general.name", "My PHI-3 model"); /* whose special tokens take the spaces after them */
    if (!(m = open_spm(&b))) return;
    CHECK_EQ_STR(ids_of(m, "<|assistant|> \n hello<s> a", INFER_TOKENIZE_NO_BOS), "277 268 1 269 272");
    close_book(m, &b);
}

TEST(tokenizers_bpe) {
    book b = {0};
    infer_model *m = open_bpe(&b, "gpt-2");
    if (!m) return;
    CHECK_EQ_STR(ids_of(m, "hello hello", 0), "259 260");
    CHECK_EQ_STR(ids_of(m, "hello  hello", 0), "259 32 260"); /* the last space goes with the word */
    CHECK_EQ_STR(ids_of(m, "aaaaa", 0), "262 97");
    CHECK_EQ_STR(ids_of(m, "a's 'S", 0), "97 267 32 39 83");
    CHECK_EQ_STR(ids_of(m, "12345", 0), "269 52 53");
    CHECK_EQ_STR(ids_of(m, "hello<|endoftext|>hello", 0), "259 264 259");
    CHECK_EQ_STR(ids_of(m, "[x]<|im_end|>", INFER_TOKENIZE_PLAIN), "266 60 124 105 109 95 101 110 100 124 62");
    CHECK_EQ_STR(ids_of(m, "\xc3\xa9\xff", 0), "195 169 239 191 189"); /* what is no character is U+FFFD */
    CHECK(infer_token_is_end(m, 264) && infer_token_is_end(m, 265));
    close_book(m, &b);
    if (!(m = open_bpe(&b, "llama-bpe"))) return;
    CHECK_EQ_STR(ids_of(m, "12345 hello", INFER_TOKENIZE_NO_BOS), "269 52 53 260");
    CHECK_EQ_STR(ids_of(m, "helloworld", INFER_TOKENIZE_NO_BOS),
                 "270"); /* a word that is a token, though no merge makes it */
    CHECK_EQ_STR(ids_of(m, "a'S\n\n hello", INFER_TOKENIZE_NO_BOS), "97 39 83 10 10 260");
    close_book(m, &b);
    if (!(m = open_bpe(&b, "smollm"))) return;
    CHECK_EQ_STR(ids_of(m, "123", 0), "49 50 51"); /* every digit a word */
    close_book(m, &b);
}

/* The others: 0 WordPiece, 1 Unigram (with a charsmap: "\xc2\xa0" is a space, "A" becomes "aa", "@" nothing), 2 RWKV. */
static void book_other(book *b, int kind) {
    static const entry wpm[] = {{"[UNK]", 2, 0},
                                {"[CLS]", 3, 0},
                                {"[SEP]", 3, 0},
                                {"\xe2\x96\x81hello", 0, 0},
                                {"\xe2\x96\x81he", 0, 0},
                                {"y", 0, 0},
                                {"\xe2\x96\x81.", 0, 0},
                                {"\xe2\x96\x81\xe6\x97\xa5", 0, 0},
                                {"\xe2\x96\x81"
                                 "e",
                                 0, 0},
                                {"[x]", 4, 0}};
    static const entry ugm[] = {
        {"<pad>", 3, 0},        {"</s>", 3, 0}, {"<unk>", 2, 0}, {"\xe2\x96\x81", 0, -3}, {"\xe2\x96\x81hello", 0, -5},
        {"hel", 0, -2},         {"lo", 0, -2},  {"a", 0, -4},    {"aaa", 0, -6},          {"<mask>", 4, 0},
        {"\xe6\x97\xa5", 5, -4}};
    static const entry rwkv[] = {{"<s>", 3, 0}, {"\\n", 0, 0},   {"a", 0, 0},          {"ab\\x20c", 0, 0},
                                 {"ab", 0, 0},  {"\\xe6", 0, 0}, {"\\x97\\xa5", 0, 0}, {"\\\\", 0, 0}};
    const entry *entries = kind == 0 ? wpm : kind == 1 ? ugm : rwkv;
    int n = kind == 0 ? COUNT(wpm) : kind == 1 ? COUNT(ugm) : COUNT(rwkv);
    book_string(b, "general.architecture", "bert");
    book_string(b, "tokenizer.ggml.model", kind == 0 ? "bert" : kind == 1 ? "t5" : "rwkv");
    book_array(b, "tokenizer.ggml.tokens", INFER_VALUE_STRING, (uint64_t)n);
    for (int i = 0; i < n; i++) book_text(b, entries[i].text, strlen(entries[i].text));
    book_array(b, "tokenizer.ggml.scores", INFER_VALUE_F32, (uint64_t)n);
    for (int i = 0; i < n; i++) book_put(b, &entries[i].score, 4);
    book_array(b, "tokenizer.ggml.token_type", INFER_VALUE_I32, (uint64_t)n);
    for (int i = 0; i < n; i++) book_u32(b, entries[i].type ? (uint32_t)entries[i].type : 1);
    if (kind == 0) {
        book_int(b, "tokenizer.ggml.bos_token_id", 1), book_int(b, "tokenizer.ggml.seperator_token_id", 2);
        book_int(b, "tokenizer.ggml.unknown_token_id", 0);
    } else if (kind == 1) {
        /* units: the root's children stand at 256 ^ c; those of 'A' at 'A' ^ 512: the end at 512 ^ 0... */
        uint32_t units[1024] = {0}, size = sizeof units;
        static const char texts[] = "aa\0 \0";
        units[0] = 256u << 10;
        units[256 ^ 'A'] = 'A' | 256 | ((256 ^ 'A') ^ 512u) << 10, units[512] = 0x80000000u | 0;
        units[256 ^ '@'] = '@' | 256 | ((256 ^ '@') ^ 513u) << 10, units[513] = 0x80000000u | 2;
        units[256 ^ 0xc2] = 0xc2 | ((256 ^ 0xc2) ^ 768u) << 10;
        units[768 ^ 0xa0] = 0xa0 | 256 | ((768 ^ 0xa0) ^ 514u) << 10, units[514] = 0x80000000u | 3;
        book_bool(b, "tokenizer.ggml.add_space_prefix", true);
        book_bool(b, "tokenizer.ggml.remove_extra_whitespaces", true);
        book_array(b, "tokenizer.ggml.precompiled_charsmap", INFER_VALUE_U8, 4 + sizeof units + sizeof texts);
        book_u32(b, size), book_put(b, units, sizeof units), book_put(b, texts, sizeof texts);
    }
}

TEST(tokenizers_other_kinds) {
    static const struct {
        int kind;
        const char *text, *ids;
    } cases[] = {{0, "hello Hey.", "1 3 4 5 6 2"},
                 {0, " hex\tH\xc3\x89 \xc3\xa9\xe6\x97\xa5", "1 0 4 8 7 2"}, /* a word of which a part is unknown is */
                 {0,
                  "[x]h\xc2\xad"
                  "e",
                  "1 9 4 2"},
                 {0, "", "1 2"},
                 {1, "hello", "4 1"},
                 {1, " hello  hello@ ", "4 4 1"},
                 {1,
                  "hel A\xc2\xa0"
                  "a",
                  "3 5 3 7 7 3 7 1"},
                 {1, "aA", "3 8 1"},
                 {1, "xyz\xe6\x97\xa5", "3 2 10 1"}, /* unknown characters are one token */
                 {1, "<mask>a", "9 3 7 1"},
                 {1, "", "1"},
                 {2, "ab cab ab", "3 4 4"}, /* no token has a space alone: dropped */
                 {2, "a\n\xe6\x97\xa5\\", "2 1 5 6 7"}};
    for (int i = 0; i < COUNT(cases); i++) {
        book b = {0};
        infer_error err;
        book_other(&b, cases[i].kind);
        infer_model *m = book_open(&b, &err);
        if (!m) TEST_FAIL("%s", err.message);
        CHECK_EQ_STR(ids_of(m, cases[i].text, 0), cases[i].ids);
        close_book(m, &b);
    }
    static const struct {
        int kind, n;
        int32_t ids[6];
        const char *text;
    } backs[] = {
        {0, 4, {1, 3, 4, 5}, " hello hey"}, {1, 4, {4, 4, 9, 1}, "hello hello<mask>"}, {2, 3, {3, 1, 7}, "ab c\n\\"}};
    for (int i = 0; i < COUNT(backs); i++) {
        book b = {0};
        char text[64] = "";
        book_other(&b, backs[i].kind);
        infer_model *m = book_open(&b, NULL);
        text[infer_detokenize(m, backs[i].ids, backs[i].n, INFER_TOKENIZE_PLAIN, text, 63, NULL)] = 0;
        CHECK_EQ_STR(text, backs[i].text);
        close_book(m, &b);
    }
    book b = {0}; /* a charsmap that is cut short */
    book_string(&b, "general.architecture", "t5"), book_string(&b, "tokenizer.ggml.model", "t5");
    book_array(&b, "tokenizer.ggml.tokens", INFER_VALUE_STRING, 1), book_text(&b, "a", 1);
    book_array(&b, "tokenizer.ggml.precompiled_charsmap", INFER_VALUE_U8, 8), book_u32(&b, 8), book_u32(&b, 0);
    expect_failure(&b, INFER_ERROR_FORMAT, "precompiled_charsmap");
}

/* Any text, any pre-tokenizer: a megabyte of the same must end, and soon. */
TEST(tokenizers_long_texts) {
    static const char *const texts[] = {"a",   " ",  "ab",  "\n", "<",          "'",        "1", "\xff", "\xe6\x97\xa5",
                                        " \n", "a'", "[x]", "! ", "<|im_end|>", "\xc2\xa0", "'l"};
    enum { SIZE = 1 << 20 };
    char *text = (char *)malloc(SIZE);
    int32_t *ids = (int32_t *)malloc(SIZE * 4 * sizeof *ids);
    for (int pre = -4; pre < COUNT(infer__pres); pre++) {
        book b = {0};
        char name[64] = "";
        if (pre < -1) book_other(&b, pre + 4);
        if (pre >= 0)
            snprintf(name, sizeof name, "%.*s", (int)strcspn(infer__pres[pre].names, " "), infer__pres[pre].names);
        infer_model *m = pre < -1 ? book_open(&b, NULL) : pre < 0 ? open_spm(&b) : open_bpe(&b, name);
        for (size_t t = 0; m && t < sizeof texts / sizeof *texts; t++) {
            size_t n = strlen(texts[t]), size = pre < 1 ? SIZE : SIZE / 64;
            for (size_t i = 0; i < size; i++) text[i] = texts[t][i % n];
            int count = infer_tokenize(m, text, size, 0, ids, SIZE * 4, NULL);
            CHECK((count > 0 || pre == -2 || (pre > 0 && infer__pres[pre].flags & INFER__RAW)) &&
                  count <= SIZE * 3 + 2);
            if (pre > 0) CHECK_EQ_INT(infer_tokenize(m, text, size, 0, NULL, 0, NULL), count);
        }
        close_book(m, &b);
    }
    free(text), free(ids);
}

/* Text comes back from its tokens, byte for byte, if it is UTF-8 (and for SentencePiece with stray bytes, too). */
TEST(tokenizers_round_trip) {
    static const uint32_t ends[] = {0x80, 0x800, 0xd800, 0x3000, 0x20000};
    for (int kind = 0; kind < 1 + COUNT(infer__pres); kind++) {
        book b = {0};
        char name[64] = "", text[1024], back[2048];
        int32_t ids[4096];
        if (kind)
            snprintf(name, sizeof name, "%.*s", (int)strcspn(infer__pres[kind - 1].names, " "),
                     infer__pres[kind - 1].names);
        if (kind && infer__pres[kind - 1].flags & INFER__RAW) continue; /* these have no bytes here */
        infer_model *m = kind ? open_bpe(&b, name) : open_spm(&b);
        for (int round = 0; m && round < 300; round++) {
            size_t size = 0;
            for (uint64_t n = test_random() % 100; n--;)
                if (kind == 0 && test_random() % 4 == 0) text[size++] = (char)(0x80 | test_random() % 64);
                else if (test_random() % 2) text[size++] = "hello a12'sl \n[x]"[test_random() % (kind ? 17 : 14)];
                else size += infer__utf8_write((uint32_t)test_random() % ends[test_random() % 5], text + size);
            int flags = INFER_TOKENIZE_NO_BOS | (round % 2 ? INFER_TOKENIZE_PLAIN : 0);
            int n = infer_tokenize(m, text, size, flags, ids, 4096, NULL);
            int got = infer_detokenize(m, ids, n, INFER_TOKENIZE_PLAIN, back, sizeof back, NULL);
            if (got != (int)size || memcmp(text, back, size) != 0)
                TEST_FAIL("kind %d, round %d: %.*s", kind, round, (int)size, text);
            CHECK_EQ_INT(infer_detokenize(m, ids, n, INFER_TOKENIZE_PLAIN, NULL, 0, NULL), got);
        }
        close_book(m, &b);
    }
}

/* A stream gives what detokenizing the whole gives, and no piece of it ends inside a character. */
TEST(tokenizers_stream) {
    for (int kind = 0; kind < 2; kind++) {
        book b = {0};
        infer_model *m = kind ? open_bpe(&b, "gpt-2") : open_spm(&b);
        infer_model_info info;
        if (!m || infer_model_get_info(m, &info, NULL)) return;
        for (int round = 0; round < 500; round++) {
            int32_t ids[64];
            char whole[1024], text[2048];
            int n = 1 + (int)(test_random() % 60), used = 0;
            infer_text_stream stream = {{0}, 0, false};
            for (int i = 0; i < n; i++) { /* half of them bytes of characters, in order */
                ids[i] = (int32_t)(test_random() % (uint64_t)info.vocabulary);
                for (int k = 0; round % 2 && k < 3 && i + 1 < n; k++, i++)
                    ids[i] = (kind ? 0 : 3) + (uint8_t) "\xe6\x97\xa5"[k];
                if (round % 2) ids[i] = kind ? 0xf0 : 3 + 0xf0;
            }
            int ends[65];
            for (int i = 0; i <= n; i++) {
                int got = infer_stream_text(m, &stream, i < n ? ids[i] : -1, text + used, 64);
                CHECK(got >= 0);
                ends[i] = used += got;
            }
            int size = infer_detokenize(m, ids, n, INFER_TOKENIZE_PLAIN, whole, sizeof whole, NULL);
            CHECK_EQ_INT(used, size);
            CHECK(memcmp(whole, text, (size_t)size) == 0);
            for (int at = 0, i = 0, next; at < size; at = next) {
                uint32_t c;
                next = at + (int)infer__utf8_read(whole + at, (size_t)(size - at), &c);
                for (; i <= n && ends[i] < next; i++) CHECK(ends[i] <= at || (c >= 0xd800 && c < 0xe000));
            }
        }
        close_book(m, &b);
    }
}

TEST(tokenizers_bad_files) {
    book b = {0};
    book_bpe(&b, "martian", small_bpe, COUNT(small_bpe));
    expect_failure(&b, INFER_ERROR_UNSUPPORTED, "tokenizer.ggml.pre: \"martian\"");
    book_string(&b, "general.architecture", "llama"), book_string(&b, "tokenizer.ggml.model", "llama");
    expect_failure(&b, INFER_ERROR_FORMAT, "tokenizer.ggml.tokens is missing");
    book_string(&b, "general.architecture", "llama"), book_string(&b, "tokenizer.ggml.model", "gpt2");
    book_array(&b, "tokenizer.ggml.tokens", INFER_VALUE_STRING, 1), book_text(&b, "a", 1);
    expect_failure(&b, INFER_ERROR_FORMAT, "tokenizer.ggml.merges is missing");
    for (int i = 0; i < 2; i++) {
        const char *key = i ? "tokenizer.ggml.token_type" : "tokenizer.ggml.scores";
        book_string(&b, "general.architecture", "llama"), book_string(&b, "tokenizer.ggml.model", "llama");
        book_array(&b, "tokenizer.ggml.tokens", INFER_VALUE_STRING, 2), book_text(&b, "a", 1), book_text(&b, "b", 1);
        book_array(&b, key, i ? INFER_VALUE_I32 : INFER_VALUE_F32, 1), book_u32(&b, 0);
        expect_failure(&b, INFER_ERROR_FORMAT, key);
    }

    /* a missing pre-tokenizer and ids that no token has are a warning */
    infer_model *m = open_bpe(&b, NULL);
    CHECK(strstr(book_warning, "tokenizer.ggml.pre") != NULL);
    CHECK_EQ_STR(ids_of(m, "hello", 0), "259");
    close_book(m, &b);
    book_int(&b, "tokenizer.ggml.bos_token_id", 999999);
    m = open_spm(&b);
    CHECK(strstr(book_warning, "tokenizer.ggml.bos_token_id") != NULL);
    CHECK_EQ_INT(infer_model_special(m, INFER_TOKEN_BOS), 1);
    close_book(m, &b);

    /* twice the same text, none at all, names longer than any text, merges of nothing and of strangers */
    static const entry odd[] = {{"h e", 0, 0},  {"h e", 0, 0},     {"", 0, 0},   {" ", 0, 0},    {"he l", 0, 0},
                                {"x", 0, 0},    {"zz \xff", 0, 0}, {" x", 0, 0}, {"h  e", 0, 0}, {"", CONTROL, 0},
                                {"h", USER, 0}, {"<0x41>", 6, 0},  {"q", 99, 0}};
    book_bpe(&b, "default", odd, COUNT(odd));
    infer_error err = {0, ""};
    if (!(m = book_open(&b, &err))) TEST_FAIL("%s", err.message);
    for (int32_t id = 0; m && id < 256 + COUNT(odd); id++) {
        char text[64];
        CHECK(infer_detokenize(m, &id, 1, 0, text, sizeof text, NULL) <= 8);
    }
    CHECK_EQ_STR(ids_of(m, "xx", 0), "120 120");
    close_book(m, &b);

    /* no vocabulary, or one of another kind: a model of ids */
    for (int i = 0; i < 2; i++) {
        book_string(&b, "general.architecture", "llama"), book_int(&b, "llama.vocab_size", 77);
        if (i) book_string(&b, "tokenizer.ggml.model", "martian");
        if (!(m = book_open(&b, &err))) TEST_FAIL("%s", err.message);
        CHECK((strstr(book_warning, "tokenizer.ggml.model: \"martian\"") != NULL) == i);
        CHECK_EQ_INT(infer_tokenize(m, "a", 1, 0, NULL, 0, &err), INFER_ERROR_UNSUPPORTED);
        CHECK(strstr(err.message, "no vocabulary") != NULL);
        close_book(m, &b);
    }
}

/* Any bytes instead of some in a good file: an error or a model that works, never a crash (for the sanitizers). */
TEST(tokenizers_damaged_files) {
    static const char sample[] = "hello[x]hello <|im_end|> aaaa\xff\xe6\x97\xa5 12";
    for (int round = 0; round < 1200; round++) {
        book b = {0};
        infer_error err;
        int32_t ids[256];
        char text[512];
        if (round % 4 == 1) book_spm(&b, small_spm, COUNT(small_spm));
        else if (round % 4 == 3) book_other(&b, (int)(test_random() % 3));
        else book_bpe(&b, "default", small_bpe, COUNT(small_bpe));
        for (uint64_t n = 1 + test_random() % 8; n--;)
            b.bytes[24 + test_random() % (b.size - 24)] = (uint8_t)test_random();
        infer_model *m = book_open(&b, &err);
        int n = infer_tokenize(m, sample, sizeof sample - 1, 0, ids, 256, &err);
        for (int i = 0; i < n; i++) CHECK(ids[i] >= 0);
        if (n > 0) CHECK(infer_detokenize(m, ids, n, 0, text, sizeof text, &err) >= 0);
        close_book(m, &b);
    }
}

/* Memory that runs out is an error, whenever it does. */
static int allocations_left;
static void *scarce_alloc(size_t size, void *user) {
    (void)user;
    return allocations_left-- > 0 ? malloc(size) : NULL;
}
static void scarce_free(void *p, size_t size, void *user) { (void)size, (void)user, free(p); }

TEST(tokenizers_no_memory) {
    for (int kind = 0; kind < 5; kind++) {
        book b = {0};
        infer_error err;
        int32_t ids[64];
        if (kind > 1) book_other(&b, kind - 2);
        else if (kind) book_bpe(&b, "default", small_bpe, COUNT(small_bpe));
        else book_spm(&b, small_spm, COUNT(small_spm));
        infer_model_desc desc = {.data = b.bytes, .size = b.size, .vocab_only = true};
        desc.allocator.alloc = scarce_alloc, desc.allocator.free = scarce_free;
        allocations_left = 1000;
        infer_model *m = infer_model_open(&desc, &err);
        for (int left = 0, n = -1; m && n < 0 && left < 10; left++) {
            allocations_left = left;
            n = infer_tokenize(m, "hello hello", 11, 0, ids, 64, &err);
            CHECK(n > 0 || (n == 0 && kind == 4) || (n == INFER_ERROR_MEMORY && err.code == n));
            CHECK(left > 0 || n < 0);
        }
        close_book(m, &b);
    }
}

/* ---- the expected ids of real vocabularies ---- */

static char *read_whole(const char *path) {
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    if (f && fseek(f, 0, SEEK_END) == 0) {
        long size = ftell(f);
        rewind(f);
        text = (char *)calloc((size_t)size + 1, 1);
        if (fread(text, 1, (size_t)size, f) != (size_t)size) text[0] = 0;
    }
    if (f) fclose(f);
    return text;
}

TEST(tokenizers_expected_ids) {
    static const char *const names[] = {"llama-spm", "gpt-2", "deepseek-llm", "bert-bge"};
    static const char separator[] = "\n__ggml_vocab_test__\n";
    for (int i = 0; i < COUNT(names); i++) {
        char path[256];
        snprintf(path, sizeof path, "../shared/models/vocab/%s.gguf", names[i]);
        infer_model_desc desc = {.path = path, .vocab_only = true};
        infer_error err;
        FILE *f = fopen(path, "rb");
        if (!f) SKIP("%s is absent", path);
        fclose(f);
        infer_model *m = infer_model_open(&desc, &err);
        if (!m) {
            TEST_FAIL("%s", err.message);
            return;
        }
        strcat(path, ".inp");
        char *texts = read_whole(path);
        strcpy(path + strlen(path) - 4, ".out");
        char *wanted = read_whole(path), *text = texts, *want = wanted;
        int checked = 0;
        while (text && want && *want) {
            char *end = strstr(text, separator), *line = strchr(want, '\n');
            if (end) *end = 0;
            if (line) *line = 0;
            while (*want == ' ') want++;
            CHECK_EQ_STR(ids_of(m, text, INFER_TOKENIZE_NO_BOS | INFER_TOKENIZE_PLAIN), want);
            checked++;
            text = end ? end + sizeof separator - 1 : NULL, want = line ? line + 1 : NULL;
        }
        CHECK(checked > 40);
        free(texts), free(wanted);
        infer_model_close(m);
    }
}
