/* Sessions as the API promises them: timelines that rewind, are saved and restored; memory that is counted; errors that
 * leave everything as it was; threads that share a model. */
#include <pthread.h>
#include "toy.h"

/* An allocator that counts, can refuse, and knows every block it gave out. */
typedef struct counting {
    int calls, live, refuse_at; /* refuse the call of this number; 0: none */
    size_t bytes;
} counting;
static void *counting_alloc(size_t size, void *user) {
    counting *c = user;
    if (++c->calls == c->refuse_at) return NULL;
    size_t *p = malloc(size + sizeof *p * 2);
    if (!p) return NULL;
    c->live++, c->bytes += size, p[0] = size;
    return p + 2;
}
static void counting_free(void *ptr, size_t size, void *user) {
    counting *c = user;
    size_t *p = (size_t *)ptr - 2;
    if (p[0] != size) TEST_FAIL("freed %zu bytes of a block of %zu", size, p[0]);
    c->live--, c->bytes -= size;
    free(p);
}
static infer_allocator counting_allocator(counting *c) {
    infer_allocator a = {counting_alloc, counting_free, c};
    return a;
}

enum { SESSION_N = 40 };
static void session_tokens(int32_t *tokens, int n) {
    for (int i = 0; i < n; i++) tokens[i] = (int32_t)(test_random() % TOY_VOCAB);
}

/* The same logits up to rounding: a batch and a single token are multiplied by different kernels. */
static bool session_close(const float *got, const float *want) {
    double difference = 0, total = 0;
    for (int i = 0; i < TOY_VOCAB && got; i++) {
        difference += ((double)got[i] - want[i]) * ((double)got[i] - want[i]), total += (double)want[i] * want[i];
    }
    return got && difference < 1e-10 * total;
}

TEST(session_truncate_and_reuse) {
    static const char *names[] = {"llama", "gemma2"}; /* the second with windows of 8, in caches of 64 */
    int32_t tokens[TOY_CONTEXT], other[TOY_CONTEXT];
    float want[TOY_VOCAB];
    session_tokens(tokens, TOY_CONTEXT);
    for (int i = 0; i < 2; i++) {
        infer_error err = {0, ""};
        infer_model *m = toy_open(toy_find(names[i]), INFER_TYPE_F32, (infer_model_desc){.threads = 2});
        infer_session *s = infer_session_create(m, &(infer_session_desc){.batch = 8}, &err);
        CHECK(infer_logits(s) == NULL);
        CHECK(infer_sample(s, &err) == INFER_ERROR_STATE);
        CHECK_EQ_INT(infer_eval(s, tokens, 110, &err), 0);
        memcpy(want, infer_logits(s), sizeof want);
        CHECK_EQ_INT(infer_eval(s, tokens + 110, 2, &err), 0);
        CHECK_EQ_INT(infer_session_length(s), 112);
        /* a short rewind, and the same token again: the same logits */
        CHECK_EQ_INT(infer_session_truncate(s, 109, &err), 0);
        CHECK(infer_logits(s) == NULL);
        CHECK_EQ_INT(infer_eval(s, tokens + 109, 1, &err), 0);
        CHECK(session_close(infer_logits(s), want));
        /* a long one: only without windows */
        err.code = 0;
        int rc = infer_session_truncate(s, 10, &err);
        CHECK_EQ_INT(rc, i ? INFER_ERROR_STATE : INFER_OK);
        if (i) CHECK(strstr(err.message, "window") != NULL);
        CHECK_EQ_INT(infer_session_length(s), i ? 110 : 10);
        CHECK_EQ_INT(infer_session_truncate(s, 0, &err), 0);
        CHECK_EQ_INT(infer_session_truncate(s, 1, &err), INFER_ERROR_ARGUMENT);
        CHECK_EQ_INT(infer_session_truncate(s, -1, &err), INFER_ERROR_ARGUMENT);
        /* reuse keeps the shared prefix, and always leaves a token to evaluate */
        CHECK_EQ_INT(infer_eval(s, tokens, 110, &err), 0);
        CHECK(session_close(infer_logits(s), want));
        CHECK_EQ_INT(infer_session_reuse(s, tokens, 110, &err), 109);
        CHECK_EQ_INT(infer_eval(s, tokens + 109, 1, &err), 0);
        CHECK(session_close(infer_logits(s), want));
        memcpy(other, tokens, sizeof other);
        other[5] = (other[5] + 1) % TOY_VOCAB;
        CHECK_EQ_INT(infer_session_reuse(s, other, 110, &err), i ? 0 : 5);
        CHECK_EQ_INT(infer_session_length(s), i ? 0 : 5);
        infer_session_destroy(s);
        infer_model_close(m);
    }
}

/* Where a window's cache wraps is no matter: whatever the session's batch, the same logits, to the bit. */
TEST(session_windows_wrap) {
    static float want[TOY_CONTEXT * TOY_VOCAB], got[TOY_CONTEXT * TOY_VOCAB];
    static const int batches[] = {24, 40, 60}; /* no batch of fewer than 4: those are multiplied by other kernels */
    int32_t tokens[TOY_CONTEXT];
    session_tokens(tokens, TOY_CONTEXT);
    for (int tier = INFER_KERNELS_SCALAR; tier <= infer__cpu_tier(); tier++) {
        if (!infer__cpu_has(tier)) continue;
        infer_model *m =
            toy_open(toy_find("gemma3"), INFER_TYPE_F32, (infer_model_desc){.threads = 2, .kernels = tier});
        for (int i = 0; i < 3; i++) {
            infer_error err = {0, ""};
            infer_session *s = infer_session_create(m, &(infer_session_desc){.batch = batches[i]}, &err);
            CHECK_EQ_INT(infer_eval_all(s, tokens, TOY_CONTEXT, i ? got : want, &err), 0);
            if (i && memcmp(got, want, sizeof got) != 0) TEST_FAIL("tier %d, batches of %d", tier, batches[i]);
            infer_session_destroy(s);
        }
        infer_model_close(m);
    }
}

TEST(session_save_restore) {
    static const char *names[] = {"llama", "gemma3"};
    int32_t tokens[TOY_CONTEXT];
    float want[TOY_VOCAB];
    session_tokens(tokens, TOY_CONTEXT);
    for (int i = 0; i < 2; i++) {
        infer_error err = {0, ""};
        infer_model *m = toy_open(toy_find(names[i]), INFER_TYPE_F32, (infer_model_desc){.threads = 2});
        infer_session_desc small = {.context = 96, .batch = 4, .sampling = {.temperature = 1, .seed = 7}},
                           large = small;
        large.context = 128, large.batch = 64; /* gemma3: windows of 8 in 64 slots, and in 128 */
        infer_session *a = infer_session_create(m, &small, &err), *b = infer_session_create(m, &large, &err);
        CHECK_EQ_INT(infer_eval(a, tokens, 90, &err), 0);
        infer_sample(a, &err);
        size_t size = infer_session_save(a, NULL, 0, &err);
        uint8_t *bytes = malloc(size);
        CHECK(size > 0 && infer_session_save(a, bytes, size - 1, &err) == 0);
        CHECK(infer_session_save(a, bytes, size, &err) == size);
        int32_t next = infer_sample(a, &err);
        infer_eval(a, tokens + 90, 3, &err);
        memcpy(want, infer_logits(a), sizeof want);

        CHECK_EQ_INT(infer_session_restore(b, bytes, size, &err), 0);
        CHECK_EQ_INT(infer_session_length(b), 90);
        CHECK(memcmp(infer_session_tokens(b), tokens, 90 * sizeof *tokens) == 0);
        CHECK_EQ_INT(infer_sample(b, &err), next);
        CHECK_EQ_INT(infer_eval(b, tokens + 90, 3, &err), 0);
        CHECK(session_close(infer_logits(b), want)); /* in other batches */

        /* damaged and foreign states are refused and leave the session alone */
        int length = infer_session_length(b);
        CHECK(infer_session_restore(b, bytes, size - 1, &err) == INFER_ERROR_FORMAT);
        for (size_t at = 0; at < 48; at++) {
            bytes[at] ^= 0x41;
            int rc = infer_session_restore(b, bytes, size, &err);
            CHECK(rc < 0 || at >= 32); /* the last of the header is the generator's state: any will do */
            if (rc < 0) CHECK_EQ_INT(infer_session_length(b), length);
            bytes[at] ^= 0x41;
        }
        infer_session *f32 = infer_session_create(m, &(infer_session_desc){.kv = INFER_KV_F32}, &err);
        CHECK(infer_session_restore(f32, bytes, size, &err) == INFER_ERROR_FORMAT);
        infer_session *tiny = infer_session_create(m, &(infer_session_desc){.context = 89}, &err);
        CHECK(infer_session_restore(tiny, bytes, size, &err) == INFER_ERROR_CONTEXT);
        infer_model *n = toy_open(toy_find("qwen2"), INFER_TYPE_F32, (infer_model_desc){.threads = 1});
        infer_session *foreign = infer_session_create(n, NULL, &err);
        CHECK(infer_session_restore(foreign, bytes, size, &err) == INFER_ERROR_FORMAT);
        infer_session_destroy(foreign), infer_model_close(n);
        infer_session_destroy(tiny), infer_session_destroy(f32);
        free(bytes);
        infer_session_destroy(a), infer_session_destroy(b);
        infer_model_close(m);
    }
}

static int session_count_text(void *user, const char *text, size_t size, int32_t token) {
    (void)text, (void)size, (void)token;
    counting *c = ((counting **)user)[0];
    int *calls = ((int **)user)[1];
    if (*calls < 0) *calls = c->calls;
    CHECK_EQ_INT(c->calls, *calls); /* nothing is allocated between the first token and the last */
    return 0;
}

TEST(session_allocations) {
    counting c = {0};
    infer_error err = {0, ""};
    int32_t tokens[8];
    session_tokens(tokens, 8);
    infer_model *m = toy_open(toy_find("gemma3"), INFER_TYPE_F16,
                              (infer_model_desc){.threads = 2, .allocator = counting_allocator(&c)});
    infer_memory memory;
    infer_session_desc d = {
        .context = 64,
        .sampling = {
            .temperature = 1, .top_k = 20, .top_p = 0.9f, .min_p = 0.01f, .typical_p = 0.95f, .repeat_penalty = 1.1f}};
    CHECK_EQ_INT(infer_session_memory(m, &d, &memory, &err), 0);
    size_t before = c.bytes;
    infer_session *s = infer_session_create(m, &d, &err);
    CHECK_EQ_INT(c.bytes - before, memory.session); /* the estimate is what is taken */
    CHECK(memory.model >= before && memory.kv_cache > 0 && memory.activations > 0);
    int calls = c.calls, during = -1;
    CHECK_EQ_INT(infer_eval(s, tokens, 8, &err), 0);
    for (int i = 0; i < 10; i++) {
        int32_t token = infer_sample(s, &err);
        CHECK_EQ_INT(infer_eval(s, &token, 1, &err), 0);
    }
    CHECK_EQ_INT(c.calls, calls);
    void *user[] = {&c, &during};
    infer_generate_desc g = {
        .tokens = tokens, .n_tokens = 8, .max_tokens = 20, .on_text = session_count_text, .user_data = user};
    CHECK_EQ_INT(infer_generate(s, &g, NULL, &err), 20);
    CHECK(during >= 0);
    infer_session_destroy(s);
    infer_model_close(m);
    CHECK_EQ_INT(c.live, 0);
    CHECK_EQ_INT(c.bytes, 0);
}

/* Every allocation in turn is refused: always a clean error, never a leak. */
TEST(session_out_of_memory) {
    for (int at = 1; at < 40; at++) {
        counting c = {.refuse_at = at};
        char path[] = "/tmp/infer-toy-XXXXXX";
        infer_error err = {0, ""};
        int fd = mkstemp(path);
        if (fd < 0) SKIP("no temporary file can be made");
        close(fd);
        CHECK_EQ_INT(toy_write(toy_find("qwen3"), path, INFER_TYPE_F32, &err), 0);
        infer_model_desc md = {.path = path, .threads = 2, .huge_pages = true, .allocator = counting_allocator(&c)};
        infer_model *m = infer_model_open(&md, &err);
        infer_session *s = infer_session_create(m, NULL, &err);
        int32_t token = 3;
        int n = infer_generate(s, &(infer_generate_desc){.tokens = &token, .n_tokens = 1, .max_tokens = 2}, NULL, &err);
        bool refused = c.calls >= at;
        CHECK(refused ? n == INFER_ERROR_MEMORY || n == INFER_ERROR_ARGUMENT : n == 2);
        CHECK_EQ_INT(err.code, refused ? INFER_ERROR_MEMORY : 0);
        infer_session_destroy(s);
        infer_model_close(m);
        unlink(path);
        CHECK_EQ_INT(c.live, 0);
        if (!refused) return;
    }
    TEST_FAIL("more than 40 allocations");
}

/* Markers and ends among what is generated, forced token by token: kinds are told where they change, half a character
 * stays where it was, and an end that is no section's is not text. */
enum { MARK_UNK, MARK_BOS, MARK_EOS, MARK_END, MARK_THINK, MARK_THOUGHT, MARK_HALF, MARK_AB, MARK_CD };
static void marks_vocabulary(infer_writer *w) {
    static const char *const names[] = {"<unk>", "<s>", "</s>", "<|end|>", "<think>", "</think>", "<0xC3>", "ab", "cd"};
    static const int32_t kinds[] = {2, 3, 3, 3, 3, 3, 6, 1, 1};
    char other[TOY_VOCAB][8];
    infer_bytes tokens[TOY_VOCAB];
    int32_t types[TOY_VOCAB];
    float scores[TOY_VOCAB] = {0};
    for (int i = 0; i < TOY_VOCAB; i++) {
        snprintf(other[i], sizeof other[i], "x%d", i);
        tokens[i].data = i <= MARK_CD ? names[i] : other[i], tokens[i].size = strlen(tokens[i].data);
        types[i] = i <= MARK_CD ? kinds[i] : 1;
    }
    infer_writer_string(w, "tokenizer.ggml.model", "llama");
    infer_writer_array(w, "tokenizer.ggml.tokens", INFER_VALUE_STRING, tokens, TOY_VOCAB);
    infer_writer_array(w, "tokenizer.ggml.scores", INFER_VALUE_F32, scores, TOY_VOCAB);
    infer_writer_array(w, "tokenizer.ggml.token_type", INFER_VALUE_I32, types, TOY_VOCAB);
}
typedef struct marks {
    const int *script; /* token after token; -1: x9 from there on */
    infer_logit_bias bias;
    char seen[256];
} marks;
static void marks_next(const infer_trace *op, void *user) {
    marks *m = user;
    if (strcmp(op->name, "logits") != 0) return;
    m->bias.token = *m->script < 0 ? 9 : *m->script++;
}
static int marks_text(void *user, const char *text, size_t size, int32_t token) {
    char *seen = ((marks *)user)->seen;
    (void)token;
    snprintf(seen + strlen(seen), 256 - strlen(seen), "%.*s", (int)size, text);
    return 0;
}
static void marks_kind(void *user, int kind) {
    char *seen = ((marks *)user)->seen;
    snprintf(seen + strlen(seen), 256 - strlen(seen), "{%d}", kind);
}
TEST(session_markers) {
    static const struct {
        bool kinds;
        const char *seen;
        int script[8];
    } cases[] = {
        {false, "ab", {MARK_AB, MARK_END, -1}},
        {true, "ab", {MARK_AB, MARK_END, -1}},
        {true, "{1}<think>ab</think>{0}cd", {MARK_THINK, MARK_AB, MARK_THOUGHT, MARK_CD, MARK_EOS, -1}},
        {true, "{1}<think>ab\xc3</think>{0}cd", {MARK_THINK, MARK_AB, MARK_HALF, MARK_THOUGHT, MARK_CD, MARK_EOS, -1}},
        {false, "ab\xc3", {MARK_AB, MARK_HALF, MARK_END, -1}},
        {true, "ab\xc3", {MARK_AB, MARK_HALF, MARK_END, -1}},
    };
    toy_vocabulary = marks_vocabulary;
    infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_F32, (infer_model_desc){.threads = 1, .device = "cpu"});
    toy_vocabulary = NULL;
    for (size_t i = 0; m && i < sizeof cases / sizeof *cases; i++) {
        marks k = {cases[i].script, {0, 1e30f}, ""};
        infer_error err = {0, ""};
        infer_session_desc d = {.context = 64, .trace = marks_next, .trace_user_data = &k};
        d.sampling.bias = &k.bias, d.sampling.n_bias = 1;
        infer_session *s = infer_session_create(m, &d, &err);
        int32_t first = MARK_BOS;
        CHECK_EQ_INT(infer_eval(s, &first, 1, &err), 0);
        infer_generate_desc g = {.max_tokens = 8, .on_text = marks_text, .user_data = &k};
        if (cases[i].kinds) g.on_kind = marks_kind;
        CHECK(infer_generate(s, &g, NULL, &err) > 0);
        CHECK_EQ_STR(k.seen, cases[i].seen);
        infer_session_destroy(s);
    }
    infer_model_close(m);
}

TEST(session_misuse) {
    infer_error err = {0, ""};
    int32_t bad[] = {1, TOY_VOCAB}, good[TOY_CONTEXT + 1] = {0};
    infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_F32, (infer_model_desc){.threads = 1});
    infer_session *s = infer_session_create(m, &(infer_session_desc){.context = 32}, &err);
    CHECK_EQ_INT(infer_eval(s, bad, 2, &err), INFER_ERROR_ARGUMENT);
    CHECK(strstr(err.message, "80") != NULL);
    CHECK_EQ_INT(infer_eval(s, good, 0, &err), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer_eval(s, NULL, 1, &err), INFER_ERROR_ARGUMENT);
    CHECK_EQ_INT(infer_eval(s, good, 33, &err), INFER_ERROR_CONTEXT);
    CHECK_EQ_INT(infer_session_length(s), 0);
    CHECK_EQ_INT(infer_eval(s, good, 32, NULL), 0);
    CHECK_EQ_INT(infer_eval(s, good, 1, NULL), INFER_ERROR_CONTEXT);
    infer_generation g;
    CHECK_EQ_INT(infer_generate(s, NULL, &g, &err), 0);
    CHECK_EQ_INT(g.stop, INFER_STOP_CONTEXT);
    CHECK_EQ_INT(infer_tokenize(m, "text", 4, 0, NULL, 0, &err), INFER_ERROR_UNSUPPORTED); /* a toy has no vocabulary */
    infer_session_destroy(s);
    CHECK(infer_session_create(m, &(infer_session_desc){.context = -1}, &err) == NULL);
    CHECK(infer_session_create(m, &(infer_session_desc){.kv = 9}, &err) == NULL);
    CHECK_EQ_INT(err.code, INFER_ERROR_ARGUMENT);
    infer_model_close(m);

    /* NULL where an object should be: an error; the error that explains the NULL stays */
    err.code = 0;
    CHECK(infer_model_open(&(infer_model_desc){.path = "/nonexistent/model.gguf"}, &err) == NULL);
    CHECK_EQ_INT(err.code, INFER_ERROR_IO);
    CHECK(infer_session_create(NULL, NULL, &err) == NULL);
    CHECK(infer_generate(NULL, NULL, NULL, &err) < 0);
    CHECK_EQ_INT(err.code, INFER_ERROR_IO);
    CHECK(strstr(err.message, "/nonexistent/model.gguf") != NULL);
    err.code = 0;
    CHECK(infer_model_open(NULL, &err) == NULL && err.code == INFER_ERROR_ARGUMENT);
    CHECK(infer_model_open(&(infer_model_desc){.path = "x", .threads = -1}, NULL) == NULL);
    CHECK(infer_eval(NULL, good, 1, NULL) < 0 && infer_sample(NULL, NULL) < 0 && infer_logits(NULL) == NULL);
    CHECK(infer_session_save(NULL, NULL, 0, NULL) == 0 && infer_session_restore(NULL, NULL, 0, NULL) < 0);
    CHECK(infer_session_truncate(NULL, 0, NULL) < 0 && infer_session_reuse(NULL, NULL, 0, NULL) < 0);
    CHECK(!infer_model_find(NULL, "x", NULL) && infer_model_key(NULL, 0, NULL) == NULL);
    CHECK(infer_model_special(NULL, 0) == -1 && !infer_token_is_end(NULL, 0));
    infer_session_destroy(NULL), infer_model_close(NULL);
}

/* Two sessions of one model in two threads, each as if it were alone. */
typedef struct session_worker {
    infer_model *model;
    int first;
    int32_t got[24];
} session_worker;
static void *session_work(void *arg) {
    session_worker *w = arg;
    infer_error err = {0, ""};
    infer_session *s = infer_session_create(w->model, &(infer_session_desc){.context = 64}, &err);
    int32_t token = w->first;
    for (int i = 0; i < 24; i++) {
        if (infer_eval(s, &token, 1, &err)) break;
        w->got[i] = token = infer_sample(s, &err);
    }
    infer_session_destroy(s);
    return NULL;
}
TEST(session_two_threads) {
    for (int threads = 1; threads <= 3; threads++) {
        infer_model *m = toy_open(toy_find("qwen3"), INFER_TYPE_F32, (infer_model_desc){.threads = threads});
        session_worker alone[2] = {{m, 3, {0}}, {m, 50, {0}}}, together[2] = {{m, 3, {0}}, {m, 50, {0}}};
        pthread_t t[2];
        for (int i = 0; i < 2; i++) session_work(&alone[i]);
        for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, session_work, &together[i]);
        for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
        for (int i = 0; i < 2; i++) CHECK(memcmp(alone[i].got, together[i].got, sizeof alone[i].got) == 0);
        infer_model_close(m);
    }
}

/* Locked, in large pages, on processors of their own: the same results, everything given back, and the caller's thread
 * where it was. A wish that the system denies is a warning. */
static void session_warned(int level, const char *message, void *user) {
    (void)message;
    *(int *)user += level == INFER_LOG_WARNING;
}
static void session_processors(void *arg, int thread, int threads) {
    (void)threads;
    ((int *)arg)[thread] = infer__cpu_count(false);
}
static long session_locked_kib(void) {
    char line[256];
    long kib = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) sscanf(line, "VmLck: %ld", &kib);
    if (f) fclose(f);
    return kib;
}
/* Whether locked memory shows at all: sanitizers make mlock do nothing. */
static bool session_locks(void) {
    bool counted = false;
#ifdef __linux__
    static char page[4096];
    long before = session_locked_kib();
    if (mlock(page, sizeof page)) return false;
    counted = session_locked_kib() > before;
    munlock(page, sizeof page);
#endif
    return counted;
}
TEST(session_memory_wishes) {
    int32_t tokens[SESSION_N];
    float want[TOY_VOCAB];
    int processors = infer__cpu_count(false), cores = infer__cpu_count(true);
    bool locks = session_locks();
    session_tokens(tokens, SESSION_N);
    for (int wish = 0; wish < 8; wish++) {
        counting c = {0};
        int warnings = 0, seen[2] = {0};
        long before = session_locked_kib();
        infer_error err = {0, ""};
        infer_model_desc desc = {.threads = 2, .lock = wish & 1, .huge_pages = wish & 2, .pin = wish & 4};
        desc.allocator = counting_allocator(&c), desc.logger = (infer_logger){session_warned, &warnings};
        infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_Q8_0, desc);
        infer_session *s = infer_session_create(m, NULL, &err);
        CHECK_EQ_INT(infer_eval(s, tokens, SESSION_N, &err), 0);
        if (wish == 0) memcpy(want, infer_logits(s), sizeof want);
        CHECK(memcmp(infer_logits(s), want, sizeof want) == 0);
        if (wish & 1 && locks) CHECK(warnings > 0 || session_locked_kib() > before);
        infer__pool_run(&m->pool, session_processors, seen, false);
        CHECK_EQ_INT(seen[0], processors);
#ifdef __linux__
        CHECK_EQ_INT(seen[1], wish & 4 && cores > 1 ? 1 : processors);
#endif
        infer_session_destroy(s);
        infer_model_close(m);
        CHECK_EQ_INT(c.live, 0);
        CHECK_EQ_INT(session_locked_kib(), before);
    }
}

/* A prompt of 32k tokens: the cache grows with the context, everything else by a few words a token. */
TEST(session_memory_is_linear) {
    infer_model *m = toy_open(toy_find("llama"), INFER_TYPE_F32, (infer_model_desc){.threads = 2});
    infer_memory at[4];
    for (int i = 0; i < 4; i++)
        CHECK_EQ_INT(infer_session_memory(m, &(infer_session_desc){.context = 4096 << i, .batch = 512}, &at[i], NULL),
                     0);
    for (int i = 1; i < 4; i++) {
        CHECK_EQ_INT((long long)(at[i].kv_cache / at[0].kv_cache), 1 << i);
        CHECK(at[i].activations - at[i - 1].activations <= 4096u << i);
        CHECK(at[i].session - at[i].kv_cache <= (at[0].session - at[0].kv_cache) + (64u * 4096 << i));
    }
    infer_model_close(m);
}
