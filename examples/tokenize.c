/* Text to token ids and back. cc examples/tokenize.c -lm -o tokenize
 * Shows: opening only the vocabulary, measuring before allocating. Any bytes go, zeros too. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"

/* Numbers separated by spaces, commas or line ends; exits on anything else. */
static int32_t *parse_ids(const char *text, size_t size, int vocabulary, int *n) {
    int32_t *ids = (int32_t *)must(malloc((size / 2 + 1) * sizeof *ids));
    const char *p = text, *end = text + size;
    for (*n = 0;;) {
        while (p < end && (*p == ',' || *p == ' ' || (*p >= '\t' && *p <= '\r'))) p++;
        if (p == end) return ids;
        char *after;
        long id = strtol(p, &after, 10);
        if (after == p) die("'%.10s' is no token id", p);
        if (id < 0 || id >= vocabulary) die("token id %ld: expected 0 to %d", id, vocabulary - 1);
        ids[(*n)++] = (int32_t)id;
        p = after;
    }
}

int main(int argc, char **argv) {
    common c = {0};
    bool decode = false, no_bos = false, no_special = false;
    option options[] = {
        {"--decode", NULL, "ids on stdin, text on stdout", OPTION_FLAG, &decode, 0, 0},
        {"--no-bos", NULL, "do not add the BOS and EOS tokens that the model wants", OPTION_FLAG, &no_bos, 0, 0},
        {"--no-special", NULL, "names of control tokens are plain text; --decode leaves them out", OPTION_FLAG,
         &no_special, 0, 0},
        COMMON_OPTIONS(c),
        {0}};
    if (options_parse(argc, argv, options, "-m MODEL [--decode] [OPTIONS]",
                      "Reads a text from stdin and writes its token ids on one line, or with --decode the reverse."))
        usage_error("unexpected argument '%s' (the text comes from stdin)", argv[1]);

    infer_error err;
    infer_model *model = open_model(&c, true);
    int flags = (no_bos ? INFER_TOKENIZE_NO_BOS : 0) | (no_special ? INFER_TOKENIZE_PLAIN : 0);
    size_t size;
    char *text = read_all(stdin, &size);
    if (decode) {
        infer_model_info info;
        if (infer_model_get_info(model, &info, &err) < 0) die("%s", err.message);
        int n_ids;
        int32_t *ids = parse_ids(text, size, info.vocabulary, &n_ids);
        int n = infer_detokenize(model, ids, n_ids, flags, NULL, 0, &err);
        if (n < 0) die("%s", err.message);
        char *out = (char *)must(malloc((size_t)n + 1));
        infer_detokenize(model, ids, n_ids, flags, out, n, &err);
        fwrite(out, 1, (size_t)n, stdout);
        free(out);
        free(ids);
    } else {
        int max = size < 1 << 30 ? (int)size + 8 : 0; /* hardly ever more tokens than bytes, so one pass will do */
        int32_t *ids = (int32_t *)must(malloc(((size_t)max + 1) * sizeof *ids));
        int n = infer_tokenize(model, text, size, flags, ids, max, &err);
        if (n > max) {
            ids = (int32_t *)must(realloc(ids, (size_t)n * sizeof *ids));
            n = infer_tokenize(model, text, size, flags, ids, n, &err);
        }
        if (n < 0) die("%s", err.message);
        for (int i = 0; i < n; i++) printf(i ? " %d" : "%d", (int)ids[i]);
        putchar('\n');
        free(ids);
    }
    free(text);
    infer_model_close(model);
    return finish();
}
