/* Texts to vectors, or their rank for a question. cc examples/embed.c -lm -o embed
 * Shows: embeddings of many texts at once, rerankers. A line of JSON for each text, as they come. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"

enum { GROUP = 256 }; /* texts evaluated together, at most */

typedef struct embedder {
    infer_model *model;
    infer_session *session;
    int room, pooling, n; /* tokens of a text at most; texts in the group so far */
    bool pairs;           /* of the question and a text */
    bool twice;           /* the question's last token comes twice, as in XLM-RoBERTa's pairs */
    int32_t *question, *tokens;
    int n_question, n_tokens, width;
    char *text[GROUP];
    int length[GROUP];
} embedder;

static void print_string(const char *text, size_t size) {
    putchar('"');
    for (size_t i = 0, n; i < size; i += n) {
        unsigned char c = (unsigned char)text[i];
        n = utf8_length(text + i, size - i);
        if (n == 0) fputs("\\ufffd", stdout), n = 1;
        else if (c == '"' || c == '\\') printf("\\%c", c);
        else if (c < 32) printf("\\u%04x", c);
        else fwrite(text + i, 1, n, stdout);
    }
    putchar('"');
}

static void embed_group(embedder *e) {
    infer_error err;
    int vectors = e->pooling == INFER_POOLING_NONE ? e->n_tokens : e->n;
    float *out = (float *)must(malloc(((size_t)vectors + 1) * (size_t)e->width * sizeof *out)), *v = out;
    if (infer_embed(e->session, e->tokens, e->length, e->n, out, &err) < 0) die("%s", err.message);
    for (int i = 0; i < e->n; i++) {
        bool each = e->pooling == INFER_POOLING_NONE;
        printf("{\"text\":");
        print_string(e->text[i], strlen(e->text[i]));
        printf(e->pooling == INFER_POOLING_RANK ? e->width == 1 ? ",\"score\":" : ",\"scores\":" : ",\"embedding\":");
        if (each) putchar('[');
        for (int k = 0; k < (each ? e->length[i] : 1); k++, v += e->width) {
            bool list = e->pooling != INFER_POOLING_RANK || e->width > 1;
            if (k) putchar(',');
            if (list) putchar('[');
            for (int j = 0; j < e->width; j++) printf("%s%.9g", j ? "," : "", (double)v[j]);
            if (list) putchar(']');
        }
        puts(each ? "]}" : "}");
        free(e->text[i]);
    }
    fflush(stdout);
    free(out);
    e->n = e->n_tokens = 0;
}

/* `text` is the caller's until this returns. */
static void embed_text(embedder *e, const char *text) {
    infer_error err;
    int32_t *ids = (int32_t *)must(malloc((size_t)e->room * sizeof *ids));
    int n = infer_tokenize(e->model, text, strlen(text), 0, ids, e->room, &err), at = 0, skip = 0;
    if (n < 0) die("%s", err.message);
    if (e->pairs && n > 0 && ids[0] == infer_model_special(e->model, INFER_TOKEN_BOS)) skip = 1;
    int own = (n < e->room ? n : e->room) - skip, size = e->n_question + e->twice + own;
    if (n > e->room || size > e->room) {
        fprintf(stderr, "%s: a text of %d tokens is cut to the context of %d (see -c)\n", program_name, n, e->room);
        size = e->room, own = size - e->n_question - e->twice;
        int32_t mark[2]; /* the model's BOS and EOS: a text that is cut ends as every other */
        int marks = infer_tokenize(e->model, "", 0, 0, mark, 2, &err);
        bool ends = marks == 2 || (marks == 1 && mark[0] != infer_model_special(e->model, INFER_TOKEN_BOS));
        if (ends && own > 0) ids[skip + own - 1] = mark[marks - 1];
    }
    if (own <= 0 && n > 0) die("the question leaves no room for a text (see -c)");
    if (size <= 0) {
        if (e->n) embed_group(e);
        die("an empty text has no vector");
    }
    if (e->n == GROUP || e->n_tokens + size > e->room) embed_group(e);
    at = e->n_tokens;
    if (e->pairs) memcpy(e->tokens + at, e->question, (size_t)e->n_question * sizeof *ids), at += e->n_question;
    if (e->twice) e->tokens[at] = e->tokens[at - 1], at++;
    memcpy(e->tokens + at, ids + skip, (size_t)own * sizeof *ids);
    e->n_tokens += size;
    e->length[e->n] = size;
    e->text[e->n++] = strcpy((char *)must(malloc(strlen(text) + 1)), text);
    free(ids);
}

int main(int argc, char **argv) {
    const char *question = NULL;
    common c = {0};
    embedder e = {0};
    option options[] = {{"--pooling", "model|none|mean|cls|last|rank",
                         "vectors to one (default: as the model's file says)", OPTION_CHOICE, &e.pooling, 0, 0},
                        {"--rank", "TEXT", "score each text as an answer to this one", OPTION_TEXT, &question, 0, 0},
                        COMMON_OPTIONS(c),
                        {0}};
    int n =
        options_parse(argc, argv, options, "-m MODEL [TEXT...] [OPTIONS]",
                      "Writes a line of JSON for each text, with its embedding (of length 1) or its score. Without a\n"
                      "TEXT the texts come from stdin, a line each.");
    if (question) e.pooling = INFER_POOLING_RANK;
    e.model = open_model(&c, false);
    infer_error err;
    infer_model_info info;
    if (infer_model_get_info(e.model, &info, &err)) die("%s", err.message);
    int context = c.context ? c.context : info.context_length < 4096 ? info.context_length : 4096;
    infer_session_desc desc = {.context = context, .batch = context, .kv = c.kv, .pooling = e.pooling};
    if (!(e.session = infer_session_create(e.model, &desc, &err))) die("%s", err.message);
    e.room = context;
    if ((e.width = infer_embed(e.session, NULL, NULL, 0, NULL, &err)) < 0) die("%s", err.message);
    e.tokens = (int32_t *)must(malloc((size_t)context * sizeof *e.tokens));
    if (question) {
        infer_value kind;
        e.pairs = true;
        e.twice = infer_model_find(e.model, "tokenizer.ggml.model", &kind) && kind.str_size == 2;
        e.question = (int32_t *)must(malloc((size_t)context * sizeof *e.question));
        e.n_question = infer_tokenize(e.model, question, strlen(question), 0, e.question, context, &err);
        if (e.n_question < 0) die("%s", err.message);
        if (e.n_question >= context) die("the question of %d tokens fills the context (see -c)", e.n_question);
    }
    for (int i = 1; i <= n; i++) embed_text(&e, argv[i]);
    for (int ch = 0; n == 0 && ch != EOF;) {
        size_t size = 0, room = 256;
        char *line = (char *)must(malloc(room));
        while ((ch = getchar()) != EOF && ch != '\n') {
            if (size + 1 >= room) line = (char *)must(realloc(line, room *= 2));
            if (ch) line[size++] = (char)ch; /* no text has a NUL */
        }
        if (size && line[size - 1] == '\r') size--;
        line[size] = 0;
        if (ch != EOF || size) embed_text(&e, line);
        free(line);
    }
    if (e.n) embed_group(&e);
    free(e.tokens);
    free(e.question);
    infer_session_destroy(e.session);
    infer_model_close(e.model);
    return finish();
}
