/* Evaluates token ids and writes the logits of every position: n x vocabulary float32, little-endian; or compares them
 * with such a file that another engine wrote. cc tests/logits.c -lm -o logits */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include <math.h>
#include "../examples/common.h"

static int32_t parse_id(const char *text, int vocabulary) {
    char *end;
    long id = strtol(text, &end, 10);
    if (end == text || *end) usage_error("'%s' is no token id", text);
    if (id < 0 || id >= vocabulary) usage_error("token id %ld: expected 0 to %d", id, vocabulary - 1);
    return (int32_t)id;
}

/* Two files of logits: the relative L2 error of the first against the second. */
static void compare_files(const char *got, const char *want) {
    FILE *f = fopen(got, "rb"), *g = fopen(want, "rb");
    if (!f || !g) die("%s: cannot be opened", f ? want : got);
    double difference = 0, total = 0;
    for (float a, b; fread(&b, sizeof b, 1, g) == 1;) {
        if (fread(&a, sizeof a, 1, f) != 1) die("%s: too short", got);
        difference += ((double)a - b) * ((double)a - b), total += (double)b * b;
    }
    fclose(f), fclose(g);
    printf("%.3g\n", sqrt(difference / total));
}

int main(int argc, char **argv) {
    common c = {0};
    const char *out = NULL, *against = NULL, *file = NULL;
    int batch = 0;
    option options[] = {
        {"-o", "OUT", "the file to write", OPTION_TEXT, &out, 0, 0},
        {"--against", "FILE", "print the relative L2 error to the logits in FILE", OPTION_TEXT, &against, 0, 0},
        {"--difference", "FILE", "compare FILE, not a model, with --against", OPTION_TEXT, &file, 0, 0},
        {"--batch", "N", "ids evaluated in one call (0: all)", OPTION_INT, &batch, 0, 1 << 24},
        COMMON_OPTIONS(c),
        {0}};
    int n = options_parse(argc, argv, options, "-m MODEL [-o OUT] [--against FILE] [OPTIONS] [ID...]",
                          "Evaluates token ids (from stdin if none are given) and writes every position's logits.");
    if (file && against) return compare_files(file, against), finish();
    if (!out && !against) usage_error("nothing to do: give -o OUT or --against FILE");

    infer_error err = {0};
    infer_model_info info;
    infer_model *model = open_model(&c, false);
    if (infer_model_get_info(model, &info, &err) < 0) die("%s", err.message);
    int32_t *ids = (int32_t *)must(malloc(((size_t)n + 1) * sizeof *ids));
    for (int i = 0; i < n; i++) ids[i] = parse_id(argv[i + 1], info.vocabulary);
    if (n == 0) {
        size_t size;
        char *text = read_all(stdin, &size);
        ids = (int32_t *)must(realloc(ids, (size / 2 + 1) * sizeof *ids));
        for (char *word = strtok(text, " \t\r\n"); word; word = strtok(NULL, " \t\r\n"))
            ids[n++] = parse_id(word, info.vocabulary);
        free(text);
    }
    if (n == 0) usage_error("no token ids");
    if (c.context == 0) c.context = n;
    if (batch == 0 || batch > n) batch = n;

    infer_session_desc desc = {.context = c.context, .kv = c.kv, .batch = batch};
    infer_session *session = infer_session_create(model, &desc, &err);
    if (!session) die("%s", err.message);
    size_t row = (size_t)info.vocabulary;
    float *logits = (float *)must(malloc((size_t)batch * row * sizeof *logits));
    float *wanted = (float *)must(malloc((size_t)batch * row * sizeof *logits));
    FILE *f = out ? fopen(out, "wb") : NULL, *g = against ? fopen(against, "rb") : NULL;
    if (out && !f) die("%s: cannot be created", out);
    if (against && !g) die("%s: cannot be opened", against);
    double difference = 0, total = 0;
    for (int i = 0; i < n; i += batch) {
        int now = n - i < batch ? n - i : batch;
        if (infer_eval_all(session, ids + i, now, logits, &err) < 0) die("%s", err.message);
        if (f && fwrite(logits, row * sizeof *logits, (size_t)now, f) != (size_t)now) die("%s: cannot be written", out);
        if (g && fread(wanted, row * sizeof *wanted, (size_t)now, g) != (size_t)now) die("%s: too short", against);
        for (size_t j = 0; g && j < row * (size_t)now; j++) {
            double d = (double)logits[j] - wanted[j];
            difference += d * d, total += (double)wanted[j] * wanted[j];
        }
    }
    if (f && fclose(f) != 0) die("%s: cannot be written", out);
    if (g) fclose(g), printf("%.3g\n", sqrt(difference / total));
    else printf("%d positions x %d logits\n", n, info.vocabulary);
    free(wanted);
    free(logits);
    free(ids);
    infer_session_destroy(session);
    infer_model_close(model);
    return finish();
}
