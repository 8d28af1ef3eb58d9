/* The bundled model answers the questions of its corpus word for word, through the chat template, greedily. */
#include "test.h"

typedef struct tiny_reply {
    char text[1024];
    size_t size;
} tiny_reply;
static int tiny_collect(void *user, const char *text, size_t size, int32_t token) {
    tiny_reply *r = user;
    (void)token;
    if (size > sizeof r->text - 1 - r->size) return 1;
    memcpy(r->text + r->size, text, size);
    r->text[r->size += size] = 0;
    return 0;
}

/* Asks `question` after the conversation so far; appends question and answer to it. */
static void tiny_ask(infer_session *s, const infer_model *m, infer_message *talk, int *n, const char *question,
                     tiny_reply *reply) {
    char prompt[8192];
    int32_t ids[2048];
    infer_error err = {0, ""};
    talk[*n].role = "user", talk[(*n)++].content = question;
    reply->size = 0, reply->text[0] = 0;
    int size = infer_chat_format(m, talk, *n, true, prompt, sizeof prompt, &err);
    int count = infer_tokenize(m, prompt, (size_t)size, 0, ids, 2048, &err);
    int kept = infer_session_reuse(s, ids, count, &err);
    infer_generate_desc d = {
        .tokens = ids + kept, .n_tokens = count - kept, .max_tokens = 200, .on_text = tiny_collect, .user_data = reply};
    if (infer_generate(s, &d, NULL, &err) < 0) TEST_FAIL("%s: %s", question, err.message);
    talk[*n].role = "assistant", talk[(*n)++].content = reply->text;
}

TEST(tiny_answers) {
    static char line[2048], asked[8][2048], answer[2048];
    FILE *f = fopen("examples/corpus.txt", "rb");
    infer_error err = {0, ""};
    infer_model *m = infer_model_open(&(infer_model_desc){.path = "examples/tiny.gguf", .threads = 2}, &err);
    if (!m || !f) SKIP("examples/tiny.gguf or examples/corpus.txt is not there");
    infer_session *s = infer_session_create(m, NULL, &err);
    CHECK_EQ_STR(infer_chat_template_name(m), "chatml");
    int n = 0, pairs = 0, tried = 0;
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = 0;
        if (strncmp(line, "Q: ", 3) == 0 && n < 8) snprintf(asked[n++], sizeof asked[0], "%s", line + 3);
        if (strncmp(line, "A: ", 3) != 0) continue;
        snprintf(answer, sizeof answer, "%s", line + 3);
        if (n && pairs++ % 8 == 0) { /* one in eight, its phrasings in turn */
            infer_message talk[2];
            tiny_reply reply;
            int turns = 0;
            tiny_ask(s, m, talk, &turns, asked[tried++ % n], &reply);
            CHECK_EQ_STR(reply.text, answer);
        }
        n = 0;
    }
    CHECK(tried >= 20);
    fclose(f);
    infer_session_destroy(s);
    infer_model_close(m);
}

/* Text that arrives token by token is the text of all tokens at once. */
static int tiny_stop(void *user, const char *text, size_t size, int32_t token) {
    tiny_collect(user, text, size, token);
    return ((tiny_reply *)user)->size > 30;
}
TEST(tiny_generate) {
    infer_error err = {0, ""};
    infer_model *m = infer_model_open(&(infer_model_desc){.path = "examples/tiny.gguf", .threads = 1}, &err);
    if (!m) SKIP("examples/tiny.gguf is not there");
    infer_session *s = infer_session_create(m, NULL, &err);
    tiny_reply whole = {"", 0}, part = {"", 0}, some = {"", 0};
    infer_generation g;
    infer_generate_desc d = {.prompt = "A KV cache is", .max_tokens = 40, .on_text = tiny_collect, .user_data = &whole};
    CHECK_EQ_INT(infer_generate(s, &d, &g, &err), 40);
    CHECK(g.stop == INFER_STOP_LIMIT && g.tokens == 40 && g.prompt_tokens > 0);
    int length = infer_session_length(s);
    CHECK_EQ_INT(length, g.prompt_tokens + 40);
    char text[1024];
    int n = infer_detokenize(m, infer_session_tokens(s) + g.prompt_tokens, 40, INFER_TOKENIZE_PLAIN, text, 1023, &err);
    text[n < 0 ? 0 : n] = 0;
    CHECK_EQ_STR(whole.text, text);

    /* in two calls: the second goes on where the first stopped */
    infer_session_truncate(s, 0, &err);
    d.max_tokens = 15, d.user_data = &part;
    CHECK_EQ_INT(infer_generate(s, &d, &g, &err), 15);
    d.prompt = NULL, d.max_tokens = 25;
    CHECK_EQ_INT(infer_generate(s, &d, &g, &err), 25);
    CHECK_EQ_STR(part.text, whole.text);

    /* a stop text, at every place it could be: what comes before it is all there, it and the rest are not */
    for (size_t at = 3; at + 4 < whole.size; at += 5) {
        char stop[5], want[1024];
        memcpy(stop, whole.text + at, 4), stop[4] = 0;
        size_t first = (size_t)(strstr(whole.text, stop) - whole.text);
        memcpy(want, whole.text, first), want[first] = 0;
        const char *stops[] = {"\x01never", stop};
        infer_session_truncate(s, 0, &err);
        part.size = 0, part.text[0] = 0;
        infer_generate_desc e = {.prompt = "A KV cache is",
                                 .max_tokens = 40,
                                 .on_text = tiny_collect,
                                 .user_data = &part,
                                 .stop = stops,
                                 .n_stop = 2};
        CHECK(infer_generate(s, &e, &g, &err) > 0);
        CHECK_EQ_INT(g.stop, INFER_STOP_TEXT);
        CHECK_EQ_STR(part.text, want);
    }

    /* the callback stops it, and everything generated stays on the timeline */
    infer_session_truncate(s, 0, &err);
    d.prompt = "A KV cache is", d.on_text = tiny_stop, d.user_data = &some, d.max_tokens = 40;
    int got = infer_generate(s, &d, &g, &err);
    CHECK(got > 0 && got < 40 && g.stop == INFER_STOP_CALLBACK);
    CHECK_EQ_INT(infer_session_length(s), g.prompt_tokens + got);
    CHECK(strncmp(whole.text, some.text, some.size) == 0);
    infer_session_destroy(s);
    infer_model_close(m);
}

/* A marker that the model writes letter by letter, forced by a bias, and a callback that stops at its last: no other call
 * comes after. */
typedef struct tiny_forced {
    infer_session *s;
    infer_logit_bias bias;
    int step, late;
} tiny_forced;
static void tiny_force(tiny_forced *f) {
    static const char script[] = "<think>b";
    int32_t ids[8];
    int n = infer_tokenize(f->s->model, script + f->step, 1, INFER_TOKENIZE_NO_BOS, ids, 8, NULL);
    f->bias.token = n > 0 ? ids[n - 1] : 0, f->bias.bias = 1e9f;
    infer_session_set_sampling(f->s, &(infer_sampling){.bias = &f->bias, .n_bias = 1}, NULL);
}
static int tiny_forced_text(void *user, const char *text, size_t size, int32_t token) {
    tiny_forced *f = user;
    (void)text, (void)size, (void)token;
    if (f->step >= 7) f->late++;
    if (++f->step < 7) tiny_force(f);
    return f->step >= 7;
}
static void tiny_forced_kind(void *user, int kind) {
    (void)kind;
    if (((tiny_forced *)user)->step >= 7) ((tiny_forced *)user)->late++;
}
TEST(tiny_stop_is_final) {
    infer_error err = {0, ""};
    infer_model *m = infer_model_open(&(infer_model_desc){.path = "examples/tiny.gguf", .threads = 1}, &err);
    if (!m) SKIP("examples/tiny.gguf is not there");
    tiny_forced f = {infer_session_create(m, NULL, &err), {0, 0}, 0, 0};
    infer_generation g;
    infer_generate_desc d = {
        .max_tokens = 20, .on_text = tiny_forced_text, .on_kind = tiny_forced_kind, .user_data = &f};
    int32_t ids[8];
    int n = infer_tokenize(m, "A ", 2, 0, ids, 8, &err);
    CHECK_EQ_INT(infer_eval(f.s, ids, n, &err), 0);
    tiny_force(&f);
    CHECK_EQ_INT(infer_generate(f.s, &d, &g, &err), 7);
    CHECK(g.stop == INFER_STOP_CALLBACK && f.step == 7);
    CHECK_EQ_INT(f.late, 0);
    infer_session_destroy(f.s);
    infer_model_close(m);
}

/* llama.cpp's greedy texts with the same file. */
TEST(tiny_golden) {
    infer_error err = {0, ""};
    infer_model *m = infer_model_open(&(infer_model_desc){.path = "examples/tiny.gguf", .threads = 1}, &err);
    if (!m) SKIP("examples/tiny.gguf is not there");
    infer_session *s = infer_session_create(m, &(infer_session_desc){.kv = INFER_KV_F32}, &err);
    for (size_t i = 0; i < sizeof golden_texts / sizeof golden_texts[0]; i++) {
        tiny_reply got = {"", 0};
        infer_generate_desc d = {
            .prompt = golden_texts[i].prompt, .max_tokens = 40, .on_text = tiny_collect, .user_data = &got};
        infer_session_truncate(s, 0, &err);
        CHECK(infer_generate(s, &d, NULL, &err) > 0);
        while (got.size && got.text[got.size - 1] == '\n') got.text[--got.size] = 0;
        CHECK_EQ_STR(got.text, golden_texts[i].text);
    }
    infer_session_destroy(s);
    infer_model_close(m);
}
