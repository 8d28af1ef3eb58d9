/* The perplexity of a model on a text, as llama-perplexity defines it: the text is cut into chunks of -c tokens, each
 * chunk's first token is replaced by BOS where the vocabulary adds one, and only tokens of a chunk's second half count,
 * so that each has at least half a chunk before it: exp of the mean of -log p(token). What is left of the last whole
 * chunk is not read. cc tests/perplexity.c -lm -o perplexity */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include <math.h>
#include "../examples/common.h"

/* -log of the softmax of `logits` at `token` */
static double surprise(const float *logits, int n, int32_t token) {
    double top = logits[0], sum = 0;
    for (int i = 1; i < n; i++) top = logits[i] > top ? logits[i] : top;
    for (int i = 0; i < n; i++) sum += exp(logits[i] - top);
    return top + log(sum) - logits[token];
}

int main(int argc, char **argv) {
    common c = {0};
    int chunks = 0, n, add, size = 0;
    option options[] = {
        {"--chunks", "N", "read at most N chunks (0: all)", OPTION_INT, &chunks, 0, 1 << 24}, COMMON_OPTIONS(c), {0}};
    if (options_parse(argc, argv, options, "-m MODEL [-c CHUNK] [OPTIONS] <TEXT",
                      "Prints the perplexity of a model on a text, by chunks of -c tokens (512)."))
        usage_error("unexpected argument '%s' (the text comes from stdin)", argv[1]);
    infer_error err = {0};
    infer_model_info info;
    infer_model *model = open_model(&c, false);
    if (infer_model_get_info(model, &info, &err) < 0) die("%s", err.message);

    size_t length;
    char *text = read_all(stdin, &length);
    if (length && text[length - 1] == '\n') length--; /* as llama.cpp reads a file */
    int32_t bos[2];
    if ((add = infer_tokenize(model, "", 0, 0, bos, 2, &err)) < 0) die("%s", err.message);
    if (add > 1) die("the vocabulary adds more than BOS");
    if ((n = infer_tokenize(model, text, length, 0, NULL, 0, &err)) < 0) die("%s", err.message);
    int32_t *tokens = (int32_t *)must(malloc((size_t)n * sizeof *tokens + 1));
    if (infer_tokenize(model, text, length, 0, tokens, n, &err) < 0) die("%s", err.message);

    if (c.context == 0) c.context = 512;
    size = c.context;
    if (n < 2 * size) die("%d tokens: expected at least two chunks of %d", n, size);
    if (chunks == 0 || chunks > n / size) chunks = n / size;
    infer_session_desc desc = {.context = size, .kv = c.kv, .batch = size};
    infer_session *session = infer_session_create(model, &desc, &err);
    if (!session) die("%s", err.message);
    float *logits = (float *)must(malloc((size_t)size * (size_t)info.vocabulary * sizeof *logits));
    double total = 0;
    int counted = 0;
    for (int i = 0; i < chunks; i++) {
        int32_t *chunk = tokens + (size_t)i * (size_t)size, first = chunk[0];
        if (add) chunk[0] = bos[0];
        if (i && infer_session_truncate(session, 0, &err) < 0) die("%s", err.message);
        if (infer_eval_all(session, chunk, size, logits, &err) < 0) die("%s", err.message);
        chunk[0] = first;
        for (int t = size / 2; t + 1 < size; t++, counted++)
            total += surprise(logits + (size_t)t * (size_t)info.vocabulary, info.vocabulary, chunk[t + 1]);
    }
    printf("%.5f (%d of %d tokens, %d chunks of %d)\n", exp(total / counted), counted, n, chunks, size);
    free(logits), free(tokens), free(text);
    infer_session_destroy(session), infer_model_close(model);
    return finish();
}
