/* GGUF files written with infer_writer_*, read back with [5]; every kind of misuse; nothing leaks. */

static long writer_live; /* blocks that the counting allocator has given out */
static int writer_fail_at = -1;

static void *writer_alloc(size_t size, void *user) {
    (void)user;
    if (writer_fail_at >= 0 && writer_fail_at-- == 0) return NULL;
    writer_live++;
    return malloc(size);
}
static void writer_release(void *ptr, size_t size, void *user) {
    (void)size, (void)user;
    writer_live--;
    free(ptr);
}

static const char *writer_path(void) {
    static char path[600];
    const char *dir = getenv("TMPDIR");
    snprintf(path, sizeof path, "%.500s/infer-writer-test.gguf", dir ? dir : "/tmp");
    return path;
}
static infer_writer *writer_begin(infer_error *err) {
    infer_allocator counting = {writer_alloc, writer_release, NULL};
    writer_live = 0;
    return infer_writer_open(writer_path(), &counting, err);
}
static bool writer_file_exists(void) {
    FILE *f = fopen(writer_path(), "rb");
    if (f) fclose(f);
    return f != NULL;
}

/* Both passes of [5] over the file. */
static int writer_read(infer__gguf *g, infer_error *err) {
    infer_model_desc desc = INFER__ZERO;
    desc.path = writer_path();
    int rc = infer__gguf_open(g, &desc, err);
    return rc ? rc : infer__gguf_fill(g, NULL, err);
}

static infer_value writer_value(const infer__gguf *g, const char *key) {
    static const infer_value none = INFER__ZERO;
    const infer_value *v = infer__gguf_kv(g, key);
    if (!v) TEST_FAIL("key %s is missing", key);
    return v ? *v : none;
}

TEST(writer_round_trip) {
    infer_error err;
    infer_writer *w = writer_begin(&err);
    if (!w) SKIP("%s", err.message);
    const infer_bytes words[3] = {{"alpha", 5}, {"", 0}, {"b\0c", 3}};
    const float scores[2] = {-1.5f, 3e9f};
    static float big[3][32]; /* 3 rows of 32 */
    static uint8_t blocks[34 * 4];
    const uint64_t vector[1] = {3}, matrix[2] = {32, 3}, quantised[3] = {64, 1, 2};
    for (int i = 0; i < 96; i++) (&big[0][0])[i] = (float)i * 0.5f;
    for (int i = 0; i < 34 * 4; i++) blocks[i] = (uint8_t)(i * 7);
    infer_writer_string(w, "general.architecture", "llama");
    infer_writer_u32(w, "answer", 42);
    infer_writer_f32(w, "eps", 1e-5f);
    infer_writer_bool(w, "yes", true);
    infer_writer_string(w, "empty", "");
    infer_writer_array(w, "words", INFER_VALUE_STRING, words, 3);
    infer_writer_array(w, "scores", INFER_VALUE_F32, scores, 2);
    infer_writer_array(w, "none", INFER_VALUE_I32, NULL, 0);
    char key[40];
    for (int i = 0; i < 300; i++)
        snprintf(key, sizeof key, "many.key.number.%d", i), infer_writer_u32(w, key, (uint32_t)i);
    infer_writer_tensor(w, "v", INFER_TYPE_F32, 1, vector);
    infer_writer_tensor(w, "m", INFER_TYPE_F32, 2, matrix);
    infer_writer_tensor(w, "q", INFER_TYPE_Q8_0, 3, quantised);
    infer_writer_data(w, big, 12);
    infer_writer_data(w, big[0], 0);
    for (int i = 0; i < 3; i++) infer_writer_data(w, big[i], sizeof big[i]);
    for (int i = 0; i < 34 * 4; i++) infer_writer_data(w, blocks + i, 1);
    CHECK_EQ_INT(infer_writer_close(w, &err), INFER_OK);
    CHECK_EQ_INT(writer_live, 0);

    infer__gguf g;
    if (writer_read(&g, &err) != INFER_OK) {
        TEST_FAIL("%s", err.message);
        return;
    }
    CHECK_EQ_INT(g.n_kvs, 308);
    CHECK_EQ_INT(g.n_tensors, 3);
    infer_value v = writer_value(&g, "general.architecture");
    CHECK(v.type == INFER_VALUE_STRING && v.str_size == 5 && memcmp(v.str, "llama", 5) == 0);
    CHECK_EQ_INT(writer_value(&g, "answer").u, 42);
    CHECK(writer_value(&g, "eps").f == (double)1e-5f);
    CHECK(writer_value(&g, "yes").type == INFER_VALUE_BOOL && writer_value(&g, "yes").u == 1);
    CHECK_EQ_INT(writer_value(&g, "empty").str_size, 0);
    CHECK_EQ_INT(writer_value(&g, "many.key.number.299").u, 299);
    v = writer_value(&g, "words");
    CHECK(v.count == 3 && v.element_type == INFER_VALUE_STRING);
    if (v.count == 3) CHECK(memcmp(v.data, "\5\0\0\0\0\0\0\0alpha\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0b\0c", 32) == 0);
    v = writer_value(&g, "scores");
    CHECK(v.count == 2 && v.element_type == INFER_VALUE_F32 && memcmp(v.data, scores, sizeof scores) == 0);
    CHECK_EQ_INT(writer_value(&g, "none").count, 0);
    const infer__tensor *t = infer__gguf_tensor(&g, "v"), *m = infer__gguf_tensor(&g, "m");
    CHECK(t && t->bytes == 12 && memcmp(t->data, big, 12) == 0);
    CHECK(m && m->bytes == sizeof big && m->size[1] == 3 && memcmp(m->data, big, sizeof big) == 0);
    t = infer__gguf_tensor(&g, "q");
    CHECK(t && t->type == INFER_TYPE_Q8_0 && t->dimensions == 3 && t->bytes == sizeof blocks && t->size[2] == 2 &&
          memcmp(t->data, blocks, sizeof blocks) == 0);
    CHECK(t && (t->data - g.parts[0].map.data) % 32 == 0);
    infer__gguf_close(&g, NULL);
    remove(writer_path());
}

TEST(writer_alignment_and_no_tensors) {
    infer_error err;
    infer_writer *w = writer_begin(&err);
    if (!w) SKIP("%s", err.message);
    const uint64_t one[1] = {1};
    const float x = 7;
    infer_writer_u32(w, "general.alignment", 4096);
    infer_writer_tensor(w, "a", INFER_TYPE_F32, 1, one);
    infer_writer_tensor(w, "b", INFER_TYPE_F32, 1, one);
    infer_writer_data(w, &x, 4);
    infer_writer_data(w, &x, 4);
    CHECK_EQ_INT(infer_writer_close(w, &err), INFER_OK);
    infer__gguf g;
    if (writer_read(&g, &err) != INFER_OK) {
        TEST_FAIL("%s", err.message);
        return;
    }
    const infer__tensor *t = infer__gguf_tensor(&g, "b");
    CHECK(t && t->data - g.parts[0].map.data == 8192 && memcmp(t->data, &x, 4) == 0);
    infer__gguf_close(&g, NULL);

    w = writer_begin(&err);
    infer_writer_string(w, "general.name", "nothing else");
    CHECK_EQ_INT(infer_writer_close(w, &err), INFER_OK);
    CHECK_EQ_INT(writer_read(&g, &err), INFER_OK);
    CHECK_EQ_INT(g.n_tensors, 0);
    infer__gguf_close(&g, NULL);
    remove(writer_path());
}

/* Each case breaks one rule; the message must name the culprit, the file must be gone, nothing may leak. */
TEST(writer_misuse) {
    static const char *const expected[] = {"key k: added twice",
                                           "tensor t: added twice",
                                           "tensor t: expected 8 bytes, found at least 12",
                                           "tensor u: expected 4 bytes, found 2",
                                           "tensor (past the last): expected 0 bytes",
                                           "key late: too late",
                                           "tensor q: rows of 33 weights, but Q8_0 comes in blocks of 32",
                                           "tensor d: impossible",
                                           "tensor o: impossible",
                                           "key a: cannot write an array",
                                           "key n: the string is NULL",
                                           "key \"\": expected a name",
                                           "general.alignment: expected a power of two",
                                           "tensor t: expected 8 bytes, found NULL",
                                           "found 65",
                                           "general.alignment: expected a uint32, found a float32"};
    const uint64_t two[1] = {2}, one[1] = {1}, odd[1] = {33}, none[2] = {2, 0};
    const uint64_t huge[4] = {(uint64_t)1 << 40, (uint64_t)1 << 40, 1, 1};
    const char zeros[64] = {0};
    infer_error err;
    for (int i = 0; i < (int)(sizeof expected / sizeof *expected); i++) {
        infer_writer *w = writer_begin(&err);
        if (!w) SKIP("%s", err.message);
        infer_writer_u32(w, "k", 1);
        if (i == 0) infer_writer_f32(w, "k", 1);
        if (i == 6) infer_writer_tensor(w, "q", INFER_TYPE_Q8_0, 1, odd);
        if (i == 7) infer_writer_tensor(w, "d", INFER_TYPE_F32, 2, none);
        if (i == 8) infer_writer_tensor(w, "o", INFER_TYPE_F32, 4, huge);
        if (i == 9) infer_writer_array(w, "a", INFER_VALUE_ARRAY, zeros, 1);
        if (i == 10) infer_writer_string(w, "n", NULL);
        if (i == 11) infer_writer_u32(w, "", 1);
        if (i == 12) infer_writer_u32(w, "general.alignment", 48);
        infer_writer_tensor(w, "t", INFER_TYPE_F32, 1, two);
        if (i == 1) infer_writer_tensor(w, "t", INFER_TYPE_F32, 1, one);
        if (i == 15) infer_writer_f32(w, "general.alignment", 64);
        if (i == 14)
            infer_writer_tensor(w, "a name of more than sixty-three bytes, which is two too many, yes", 0, 1, one);
        infer_writer_tensor(w, "u", INFER_TYPE_F32, 1, one);
        infer_writer_data(w, zeros, 4);
        infer_writer_data(w, i == 13 ? NULL : zeros, i == 2 ? 8 : 4);
        if (i == 5) infer_writer_u32(w, "late", 1);
        infer_writer_data(w, zeros, i == 3 ? 2 : 4);
        if (i == 4) infer_writer_data(w, zeros, 1);
        if (i != 3) infer_writer_u32(w, "after the first failure nothing counts", 1);
        CHECK(infer_writer_close(w, &err) < 0);
        if (!strstr(err.message, expected[i])) TEST_FAIL("\"%s\" does not say \"%s\"", err.message, expected[i]);
        CHECK(strstr(err.message, writer_path()) != NULL);
        CHECK(!writer_file_exists());
        CHECK_EQ_INT(writer_live, 0);
    }
    CHECK(infer_writer_open("/nonexistent-folder/x.gguf", NULL, &err) == NULL && err.code == INFER_ERROR_IO);
    CHECK(infer_writer_open(NULL, NULL, &err) == NULL && err.code == INFER_ERROR_ARGUMENT);
    infer_writer_u32(NULL, "k", 1), infer_writer_f32(NULL, "k", 1), infer_writer_bool(NULL, "k", true);
    infer_writer_string(NULL, "k", "v"), infer_writer_array(NULL, "k", INFER_VALUE_U8, zeros, 1);
    infer_writer_tensor(NULL, "t", INFER_TYPE_F32, 1, one), infer_writer_data(NULL, zeros, 1);
    CHECK_EQ_INT(infer_writer_close(NULL, &err), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer_writer_close(NULL, NULL), INFER_ERROR_ARGUMENT);
}

TEST(writer_out_of_memory) {
    const uint64_t one[1] = {1};
    const char zeros[4] = {0};
    infer_error err;
    for (int i = 0; i < 12; i++) {
        writer_fail_at = i;
        infer_writer *w = writer_begin(&err);
        infer_writer_string(w, "k", "v");
        infer_writer_tensor(w, "t", INFER_TYPE_F32, 1, one);
        infer_writer_data(w, zeros, 4);
        int rc = infer_writer_close(w, w ? &err : NULL);
        CHECK(rc == (i < 4 ? w ? INFER_ERROR_MEMORY : INFER_ERROR_ARGUMENT : INFER_OK));
        if (rc) CHECK_EQ_INT(err.code, INFER_ERROR_MEMORY);
        CHECK_EQ_INT(writer_live, 0);
        writer_fail_at = -1;
    }
    remove(writer_path());
}
