/* GGUF files, good and bad, built in memory: each fault has its own message that names what is wrong, and no file,
 * however damaged, does more than fail to open (run under ASan and UBSan to see that). */

/* A file under construction: bytes are appended, then opened through desc.data. */
typedef struct gguf_bytes {
    uint64_t words[2048]; /* aligned storage */
    size_t n;
} gguf_bytes;

static void put(gguf_bytes *f, const void *data, size_t n) {
    if (f->n + n > sizeof f->words) {
        TEST_FAIL("the test file is too small");
        return;
    }
    memcpy((uint8_t *)f->words + f->n, data, n);
    f->n += n;
}
static void put_u32(gguf_bytes *f, uint32_t v) { put(f, &v, 4); }
static void put_u64(gguf_bytes *f, uint64_t v) { put(f, &v, 8); }
static void put_text(gguf_bytes *f, const char *text) {
    put_u64(f, strlen(text));
    put(f, text, strlen(text));
}
static void put_key(gguf_bytes *f, const char *key, uint32_t type) {
    put_text(f, key);
    put_u32(f, type);
}
static void put_key_u32(gguf_bytes *f, const char *key, uint32_t v) {
    put_key(f, key, INFER_VALUE_U32);
    put_u32(f, v);
}
static void put_key_text(gguf_bytes *f, const char *key, const char *text) {
    put_key(f, key, INFER_VALUE_STRING);
    put_text(f, text);
}
static void put_array(gguf_bytes *f, const char *key, uint32_t element_type, uint64_t n) {
    put_key(f, key, INFER_VALUE_ARRAY);
    put_u32(f, element_type);
    put_u64(f, n);
}
static void put_tensor(gguf_bytes *f, const char *name, int dimensions, const uint64_t *size, uint32_t type,
                       uint64_t offset) {
    put_text(f, name);
    put_u32(f, (uint32_t)dimensions);
    for (int i = 0; i < dimensions; i++) put_u64(f, size[i]);
    put_u32(f, type);
    put_u64(f, offset);
}
static void put_padding(gguf_bytes *f, size_t alignment) {
    static const uint8_t zeros[64];
    put(f, zeros, (alignment - f->n % alignment) % alignment);
}
static void put_header(gguf_bytes *f, uint32_t version, uint64_t tensors, uint64_t keys) {
    f->n = 0;
    put(f, "GGUF", 4);
    put_u32(f, version);
    put_u64(f, tensors);
    put_u64(f, keys);
}

/* A vocabulary of two tokens and the keys that every model has: 6 keys. */
enum { BASE_KEYS = 6 };
static void put_base_keys(gguf_bytes *f) {
    put_key_text(f, "general.architecture", "llama");
    put_key_u32(f, "llama.context_length", 64);
    put_key_text(f, "tokenizer.ggml.model", "llama");
    put_array(f, "tokenizer.ggml.tokens", INFER_VALUE_STRING, 4);
    put_text(f, "<unk>"), put_text(f, "<s>"), put_text(f, "</s>"), put_text(f, "a");
    put_array(f, "tokenizer.ggml.scores", INFER_VALUE_F32, 4);
    const float scores[4] = {0, 0, 0, -1};
    put(f, scores, sizeof scores);
    put_array(f, "tokenizer.ggml.token_type", INFER_VALUE_I32, 4);
    const int32_t types[4] = {2, 3, 3, 1};
    put(f, types, sizeof types);
}

static const uint64_t size_8x4[4] = {8, 4, 1, 1};

/* A whole sound file: a key of every type, two tensors with data. */
static void put_sound_file(gguf_bytes *f, uint32_t version, uint32_t alignment) {
    static const int8_t i8 = -5;
    static const uint8_t u8 = 250, yes = 1;
    static const int16_t i16 = -30000;
    static const uint16_t u16 = 60000;
    static const int32_t i32 = -2000000000;
    static const int64_t i64 = -5000000000;
    static const uint64_t u64 = 18000000000000000000u;
    static const float f32 = 1.5f, numbers[] = {0, 1, 2, 3, 4, 5, 6, 7};
    static const double f64 = -2.25;
    put_header(f, version, 2, BASE_KEYS + 13);
    put_base_keys(f);
    put_key_u32(f, "general.alignment", alignment);
    put_key(f, "t.u8", INFER_VALUE_U8), put(f, &u8, 1);
    put_key(f, "t.i8", INFER_VALUE_I8), put(f, &i8, 1);
    put_key(f, "t.u16", INFER_VALUE_U16), put(f, &u16, 2);
    put_key(f, "t.i16", INFER_VALUE_I16), put(f, &i16, 2);
    put_key(f, "t.i32", INFER_VALUE_I32), put(f, &i32, 4);
    put_key(f, "t.u64", INFER_VALUE_U64), put(f, &u64, 8);
    put_key(f, "t.i64", INFER_VALUE_I64), put(f, &i64, 8);
    put_key(f, "t.f32", INFER_VALUE_F32), put(f, &f32, 4);
    put_key(f, "t.f64", INFER_VALUE_F64), put(f, &f64, 8);
    put_key(f, "t.bool", INFER_VALUE_BOOL), put(f, &yes, 1);
    put_array(f, "t.empty", INFER_VALUE_U8, 0);
    put_array(f, "t.numbers", INFER_VALUE_F32, 8), put(f, numbers, sizeof numbers);
    put_tensor(f, "first", 2, size_8x4, INFER_TYPE_F32, 0);
    put_tensor(f, "second", 1, size_8x4, INFER_TYPE_F32, 128);
    put_padding(f, alignment);
    for (int i = 0; i < 32; i++) put(f, &f32, 4);
    put(f, numbers, sizeof numbers);
}

static infer_model *open_bytes(const void *data, size_t n, infer_error *err) {
    infer_model_desc desc = INFER__ZERO;
    desc.data = data, desc.size = n, desc.vocab_only = true;
    memset(err, 0, sizeof *err);
    return infer_model_open(&desc, err);
}

/* The file must fail with this code and a message that contains both texts. */
static void expect_error(const char *what, const gguf_bytes *f, int code, const char *a, const char *b) {
    infer_error err;
    infer_model *m = open_bytes(f->words, f->n, &err);
    if (m) TEST_FAIL("%s: it opened", what);
    else if (err.code != code) TEST_FAIL("%s: code %d, expected %d (%s)", what, err.code, code, err.message);
    else if (!strstr(err.message, a) || !strstr(err.message, b))
        TEST_FAIL("%s: expected \"%s\" and \"%s\" in: %s", what, a, b, err.message);
    infer_model_close(m);
}

TEST(files_sound) {
    static gguf_bytes f;
    for (uint32_t version = 2; version <= 3; version++) {
        for (uint32_t alignment = 8; alignment <= 64; alignment *= 2) {
            infer_error err;
            put_sound_file(&f, version, alignment);
            infer_model *m = open_bytes(f.words, f.n, &err);
            if (!m) {
                TEST_FAIL("version %u alignment %u: %s", version, alignment, err.message);
                continue;
            }
            infer_value v;
            CHECK(infer_model_find(m, "t.u8", &v) && v.u == 250 && v.i == 250 && v.type == INFER_VALUE_U8);
            CHECK(infer_model_find(m, "t.i8", &v) && v.i == -5 && v.f == -5);
            CHECK(infer_model_find(m, "t.u16", &v) && v.u == 60000);
            CHECK(infer_model_find(m, "t.i16", &v) && v.i == -30000);
            CHECK(infer_model_find(m, "t.i32", &v) && v.i == -2000000000);
            CHECK(infer_model_find(m, "t.u64", &v) && v.u == 18000000000000000000u);
            CHECK(infer_model_find(m, "t.i64", &v) && v.i == -5000000000);
            CHECK(infer_model_find(m, "t.f32", &v) && v.f == 1.5);
            CHECK(infer_model_find(m, "t.f64", &v) && v.f == -2.25);
            CHECK(infer_model_find(m, "t.bool", &v) && v.u == 1);
            CHECK(infer_model_find(m, "t.empty", &v) && v.count == 0);
            CHECK(infer_model_find(m, "general.architecture", &v) && v.str_size == 5 && memcmp(v.str, "llama", 5) == 0);
            CHECK(!infer_model_find(m, "t.none", &v));
            infer_value e;
            CHECK(infer_model_find(m, "t.numbers", &v) && v.type == INFER_VALUE_ARRAY && v.count == 8);
            CHECK(infer_value_element(&v, 7, &e) && e.f == 7);
            CHECK(!infer_value_element(&v, 8, &e));
            CHECK(infer_model_find(m, "tokenizer.ggml.tokens", &v) && infer_value_element(&v, 2, &e) &&
                  e.str_size == 4 && memcmp(e.str, "</s>", 4) == 0);
            infer_tensor_info t;
            CHECK(infer_model_tensor(m, 0, &t));
            CHECK_EQ_STR(t.name, "first");
            CHECK(t.dimensions == 2 && t.size[0] == 8 && t.size[1] == 4 && t.bytes == 128 && t.type == INFER_TYPE_F32);
            CHECK(infer_model_tensor(m, 1, &t) && ((const float *)t.data)[7] == 7);
            CHECK(!infer_model_tensor(m, 2, &t) && !infer_model_tensor(m, -1, &t));
            CHECK(infer_model_key(m, BASE_KEYS + 12, &v) && !infer_model_key(m, BASE_KEYS + 13, &v));
            infer_model_close(m);
        }
    }
}

TEST(files_bad_headers) {
    static gguf_bytes f;
    put_sound_file(&f, 1, 32);
    expect_error("version 1", &f, INFER_ERROR_UNSUPPORTED, "version 1", "2 and 3");
    put_sound_file(&f, 4, 32);
    expect_error("version 4", &f, INFER_ERROR_UNSUPPORTED, "version 4", "2 and 3");
    put_sound_file(&f, 0x03000000u, 32);
    expect_error("big-endian", &f, INFER_ERROR_UNSUPPORTED, "big-endian", "(memory)");
    put_sound_file(&f, 3, 32);
    ((char *)f.words)[0] = 'g';
    expect_error("wrong magic", &f, INFER_ERROR_FORMAT, "not a GGUF file", "(memory)");
    put_header(&f, 3, 1ull << 60, 1);
    put_base_keys(&f);
    expect_error("too many tensors", &f, INFER_ERROR_FORMAT, "1152921504606846976 tensors", "(memory)");
    put_header(&f, 3, 0, 1ull << 62);
    put_base_keys(&f);
    expect_error("too many keys", &f, INFER_ERROR_FORMAT, "4611686018427387904 keys", "(memory)");
    put_header(&f, 3, 0, BASE_KEYS + 1);
    put_base_keys(&f);
    expect_error("a key missing", &f, INFER_ERROR_FORMAT, "truncated", "key 7");
}

TEST(files_bad_keys) {
    static gguf_bytes f;
#define WITH_KEY                         \
    put_header(&f, 3, 0, BASE_KEYS + 1); \
    put_base_keys(&f)
    WITH_KEY, put_key(&f, "my.key", 13), put_u32(&f, 0);
    expect_error("unknown type", &f, INFER_ERROR_FORMAT, "my.key", "type 13");
    WITH_KEY, put_key(&f, "my.key", 0xffffffffu), put_u32(&f, 0);
    expect_error("type -1", &f, INFER_ERROR_FORMAT, "my.key", "unknown type");
    WITH_KEY, put_array(&f, "my.key", 99, 1), put_u32(&f, 0);
    expect_error("array of unknown type", &f, INFER_ERROR_FORMAT, "my.key", "unknown type");
    WITH_KEY, put_array(&f, "my.key", INFER_VALUE_ARRAY, 1), put_u64(&f, 0);
    expect_error("array of arrays", &f, INFER_ERROR_FORMAT, "my.key", "type");
    WITH_KEY, put_array(&f, "my.key", INFER_VALUE_U64, 1ull << 61), put_u64(&f, 0);
    expect_error("array count that overflows", &f, INFER_ERROR_FORMAT, "my.key", "");
    WITH_KEY, put_array(&f, "my.key", INFER_VALUE_U8, 1000), put_u64(&f, 0);
    expect_error("array count beyond the file", &f, INFER_ERROR_FORMAT, "my.key", "truncated");
    WITH_KEY, put_array(&f, "my.key", INFER_VALUE_STRING, 1ull << 60), put_text(&f, "one");
    expect_error("string count beyond the file", &f, INFER_ERROR_FORMAT, "my.key", "truncated");
    WITH_KEY, put_key(&f, "my.key", INFER_VALUE_STRING), put_u64(&f, UINT64_MAX), put_u64(&f, 0);
    expect_error("string length that overflows", &f, INFER_ERROR_FORMAT, "my.key", "truncated");
    WITH_KEY, put_u64(&f, UINT64_MAX - 7), put_u64(&f, 0);
    expect_error("key length that overflows", &f, INFER_ERROR_FORMAT, "truncated", "key 7");
    WITH_KEY, put_key_u32(&f, "llama.context_length", 7);
    expect_error("the same key twice", &f, INFER_ERROR_FORMAT, "llama.context_length", "twice");
    const uint32_t alignments[] = {0, 1, 4, 12, 33, 1u << 31};
    for (int i = 0; i < 6; i++) {
        char found[32];
        WITH_KEY, put_key_u32(&f, "general.alignment", alignments[i]);
        snprintf(found, sizeof found, "found %u", alignments[i]);
        expect_error("alignment", &f, INFER_ERROR_FORMAT, "general.alignment", found);
    }
    WITH_KEY, put_key_text(&f, "general.alignment", "32");
    expect_error("alignment as text", &f, INFER_ERROR_FORMAT, "general.alignment", "");
#undef WITH_KEY
    put_header(&f, 3, 0, 1), put_key_u32(&f, "general.architecture", 5);
    expect_error("architecture as a number", &f, INFER_ERROR_FORMAT, "general.architecture", "expected a string");
}

TEST(files_bad_tensors) {
    static gguf_bytes f;
    static const struct {
        const char *what, *message;
        int dimensions;
        uint64_t size[4];
        uint32_t type;
        uint64_t offset;
    } cases[] = {
        {"offset not aligned", "offset 8", 1, {8, 1, 1, 1}, INFER_TYPE_F32, 8},
        {"row no multiple of the block", "blocks of 32", 2, {33, 2, 1, 1}, INFER_TYPE_Q8_0, 0},
        {"row no multiple of 256", "blocks of 256", 2, {128, 2, 1, 1}, INFER_TYPE_Q4_K, 0},
        {"dimension 0", "dimension 1", 2, {8, 0, 1, 1}, INFER_TYPE_F32, 0},
        {"sizes that overflow", "impossible size", 2, {1ull << 40, 1ull << 40, 1, 1}, INFER_TYPE_F32, 0},
        {"a size beyond int64", "impossible size", 1, {1ull << 63, 1, 1, 1}, INFER_TYPE_F32, 0},
        {"bytes that overflow", "truncated", 1, {1ull << 62, 1, 1, 1}, INFER_TYPE_F32, 0},
        {"more data than there are", "truncated", 1, {4096, 1, 1, 1}, INFER_TYPE_F32, 0},
        {"offset past the end", "truncated", 1, {8, 1, 1, 1}, INFER_TYPE_F32, 1 << 20},
        {"offset at the end of 64 bits", "truncated", 1, {8, 1, 1, 1}, INFER_TYPE_F32, UINT64_MAX - 31},
        {"unknown type past the end", "truncated", 1, {8, 1, 1, 1}, 77, 1 << 20},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_header(&f, 3, 1, BASE_KEYS);
        put_base_keys(&f);
        put_tensor(&f, "my.tensor", cases[i].dimensions, cases[i].size, cases[i].type, cases[i].offset);
        put_padding(&f, 32);
        for (int k = 0; k < 16; k++) put_u64(&f, 0);
        expect_error(cases[i].what, &f, INFER_ERROR_FORMAT, "my.tensor", cases[i].message);
    }
    put_header(&f, 3, 1, BASE_KEYS);
    put_base_keys(&f);
    put_text(&f, "my.tensor"), put_u32(&f, 5);
    for (int k = 0; k < 20; k++) put_u64(&f, 1);
    expect_error("five dimensions", &f, INFER_ERROR_FORMAT, "my.tensor", "5");
    put_header(&f, 3, 2, BASE_KEYS);
    put_base_keys(&f);
    put_tensor(&f, "my.tensor", 1, size_8x4, INFER_TYPE_F32, 0);
    put_tensor(&f, "my.tensor", 1, size_8x4, INFER_TYPE_F32, 32);
    put_padding(&f, 32);
    for (int k = 0; k < 16; k++) put_u64(&f, 0);
    expect_error("the same tensor twice", &f, INFER_ERROR_FORMAT, "my.tensor", "twice");
    /* a type that is not known here is no fault of the file: it opens, and says what it has */
    infer_error err;
    infer_tensor_info t;
    put_header(&f, 3, 1, BASE_KEYS);
    put_base_keys(&f);
    put_tensor(&f, "my.tensor", 1, size_8x4, 77, 0);
    put_padding(&f, 32);
    put_u64(&f, 0);
    infer_model *m = open_bytes(f.words, f.n, &err);
    if (!m) TEST_FAIL("unknown tensor type: %s", err.message);
    CHECK(m && infer_model_tensor(m, 0, &t) && t.type == 77 && strcmp(t.type_name, "?") == 0);
    infer_model_close(m);
}

/* Opens `n` bytes from a block of just that size, so that a sanitizer sees the first byte read past it. */
static bool opens(const void *data, size_t n) {
    infer_error err;
    void *copy = malloc(n ? n : 1);
    if (n) memcpy(copy, data, n);
    infer_model *m = open_bytes(copy, n, &err);
    if (m) {
        infer_value v, e;
        infer_tensor_info t;
        uint64_t sum = 0;
        for (int i = 0; infer_model_key(m, i, &v); i++)
            for (uint64_t k = 0; k < v.count && k < 64; k++)
                if (infer_value_element(&v, k, &e) && e.type == INFER_VALUE_STRING)
                    for (size_t c = 0; c < e.str_size; c++) sum += (uint8_t)e.str[c];
        for (int i = 0; infer_model_tensor(m, i, &t); i++)
            for (uint64_t k = 0; k < t.bytes; k++) sum += ((const uint8_t *)t.data)[k];
        int32_t ids[16];
        int n_ids = infer_tokenize(m, "aa b", 4, 0, ids, 16, &err);
        char text[64];
        if (n_ids > 0) infer_detokenize(m, ids, n_ids < 16 ? n_ids : 16, 0, text, 64, &err);
        CHECK(sum < UINT64_MAX); /* all of it was read */
    } else {
        CHECK(err.code < 0 && err.message[0]);
    }
    infer_model_close(m);
    free(copy);
    return m != NULL;
}

TEST(files_truncated) {
    static gguf_bytes f;
    put_sound_file(&f, 3, 32);
    CHECK(opens(f.words, f.n));
    for (size_t n = 0; n < f.n; n++)
        if (opens(f.words, n)) TEST_FAIL("opened with %zu of %zu bytes", n, f.n);
}

TEST(files_random_damage) {
    static gguf_bytes f, damaged;
    put_sound_file(&f, 3, 32);
    for (int round = 0; round < 2000; round++) {
        static const uint8_t nasty[] = {0, 1, 0x7f, 0x80, 0xff};
        damaged = f;
        uint8_t *bytes = (uint8_t *)damaged.words;
        for (int flips = 1 + (int)(test_random() % 4); flips > 0; flips--) {
            size_t at = test_random() % f.n;
            if (test_random() % 2) bytes[at] ^= (uint8_t)(1 << test_random() % 8);
            else bytes[at] = nasty[test_random() % sizeof nasty];
        }
        opens(bytes, f.n);
    }
}

/* ---- models split over several files ---- */

static const char *split_path(int part, int parts) {
    static char path[640];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%.500s/infer-split-test-%05d-of-%05d.gguf", folder ? folder : "/tmp", part, parts);
    return path;
}
static bool split_write(int part, int parts, const gguf_bytes *f) {
    FILE *file = fopen(split_path(part, parts), "wb");
    bool ok = file && fwrite(f->words, 1, f->n, file) == f->n;
    if (file) fclose(file);
    return ok;
}
/* Part `part` (from 0) of `parts`, with one tensor of eight floats of that value. */
static void split_part(gguf_bytes *f, int part, int parts, const char *tensor) {
    put_header(f, 3, 1, (part == 0 ? BASE_KEYS : 0) + 3);
    if (part == 0) put_base_keys(f);
    const uint16_t no = (uint16_t)part, count = (uint16_t)parts;
    const int32_t tensors = parts;
    put_key(f, "split.no", INFER_VALUE_U16), put(f, &no, 2);
    put_key(f, "split.count", INFER_VALUE_U16), put(f, &count, 2);
    put_key(f, "split.tensors.count", INFER_VALUE_I32), put(f, &tensors, 4);
    put_tensor(f, tensor, 1, size_8x4, INFER_TYPE_F32, 0);
    put_padding(f, 32);
    const float value = (float)part + 1;
    for (int i = 0; i < 8; i++) put(f, &value, 4);
}
static infer_model *split_open(int part, int parts, infer_error *err) {
    infer_model_desc desc = INFER__ZERO;
    desc.path = split_path(part, parts), desc.vocab_only = true;
    memset(err, 0, sizeof *err);
    return infer_model_open(&desc, err);
}
static void split_expect(const char *what, int part, int code, const char *message) {
    infer_error err;
    infer_model *m = split_open(part, 2, &err);
    if (m) TEST_FAIL("%s: it opened", what);
    else if (err.code != code || !strstr(err.message, message))
        TEST_FAIL("%s: code %d, expected %d and \"%s\" in: %s", what, err.code, code, message, err.message);
    infer_model_close(m);
}

TEST(files_split) {
    static gguf_bytes f;
    infer_error err;
    infer_tensor_info t;
    split_part(&f, 0, 2, "one");
    if (!split_write(1, 2, &f)) SKIP("cannot write %s", split_path(1, 2));
    remove(split_path(2, 2));
    split_expect("second part missing", 1, INFER_ERROR_IO, "-00002-of-00002.gguf");
    expect_error("split in memory", &f, INFER_ERROR_UNSUPPORTED, "split", "path");
    split_part(&f, 1, 2, "two");
    split_write(2, 2, &f);
    infer_model *m = split_open(1, 2, &err);
    if (!m) TEST_FAIL("two parts: %s", err.message);
    CHECK(m && infer_model_tensor(m, 0, &t) && strcmp(t.name, "one") == 0 && ((const float *)t.data)[7] == 1);
    CHECK(m && infer_model_tensor(m, 1, &t) && strcmp(t.name, "two") == 0 && ((const float *)t.data)[7] == 2);
    CHECK(m && !infer_model_tensor(m, 2, &t));
    infer_model_close(m);
    split_expect("opened by its second part", 2, INFER_ERROR_ARGUMENT, "first part");
    split_part(&f, 1, 2, "one");
    split_write(2, 2, &f);
    split_expect("a tensor in both parts", 1, INFER_ERROR_FORMAT, "tensor one");
    f.n -= 8;
    split_write(2, 2, &f);
    split_expect("second part truncated", 1, INFER_ERROR_FORMAT, "-00002-of-00002.gguf: truncated");
    split_part(&f, 0, 3, "one");
    split_write(1, 2, &f);
    split_expect("three parts, named as two", 1, INFER_ERROR_IO, "-00002-of-00003.gguf");
    remove(split_path(1, 2)), remove(split_path(2, 2));
}

TEST(files_misuse) {
    infer_error err;
    static gguf_bytes f;
    put_sound_file(&f, 3, 32);
    infer_model_desc desc = INFER__ZERO;
    CHECK(!infer_model_open(NULL, &err) && err.code == INFER_ERROR_ARGUMENT);
    CHECK(!infer_model_open(&desc, &err) && err.code == INFER_ERROR_ARGUMENT);
    desc.data = (const uint8_t *)f.words + 1, desc.size = f.n - 1;
    CHECK(!infer_model_open(&desc, &err) && err.code == INFER_ERROR_ARGUMENT && strstr(err.message, "aligned"));
    memset(&desc, 0, sizeof desc);
    desc.path = "no/such/model.gguf";
    CHECK(!infer_model_open(&desc, &err) && err.code == INFER_ERROR_IO && strstr(err.message, "no/such/model.gguf"));
    desc.path = "/tmp";
    CHECK(!infer_model_open(&desc, NULL));
    infer_value v;
    infer_tensor_info t;
    CHECK(!infer_model_find(NULL, "a", &v) && !infer_model_key(NULL, 0, &v) && !infer_model_tensor(NULL, 0, &t));
    infer_model_close(NULL);
}
