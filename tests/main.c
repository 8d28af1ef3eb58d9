/* build/test [FILTER] [--seed N]: runs the tests whose name contains FILTER; exits 1 if one fails.
 * build/test --toys DIR: writes the toy models of toy.h into DIR, for other engines to read. */
#define _DEFAULT_SOURCE /* mkstemp under -std=c11 */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "test.h"

#include "attention.c"
#include "chat.c"
#include "embed.c"
#include "files.c"
#include "formats.c"
#include "header.c"
#include "kernels.c"
#include "plan.c"
#include "recurrent.c"
#include "sampling.c"
#include "session.c"
#include "tiers.c"
#include "tiny.c"
#include "tokenizers.c"
#include "writer.c"

static int write_toys(const char *dir) {
    for (int i = 0; i < TOY_COUNT + TOY_MECHANISMS; i++) {
        const toy *t = i < TOY_COUNT ? &toys[i] : &mechanisms[i - TOY_COUNT];
        char path[512];
        infer_error err = {0, ""};
        snprintf(path, sizeof path, "%s/%s.gguf", dir, t->name);
        if (toy_write(t, path, INFER_TYPE_F32, &err)) return fprintf(stderr, "%s\n", err.message), 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    const char *filter = "";
    uint64_t seed = 1;
    int passed = 0, failed = 0, skipped = 0;
    infer__open_books(); /* as a model does when it is opened */
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--toys") == 0 && i + 1 < argc) return write_toys(argv[i + 1]);
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) seed = strtoull(argv[++i], NULL, 0);
        else if (argv[i][0] == '-') return fprintf(stderr, "usage: test [FILTER] [--seed N] [--toys DIR]\n"), 2;
        else filter = argv[i];
    }
    for (test_case *t = test_first; t; t = t->next) {
        if (!strstr(t->name, filter)) continue;
        test_seed = seed, test_failures = test_skipped = 0;
        fprintf(stderr, "%s\n", t->name);
        t->run();
        if (test_failures) failed++, fprintf(stderr, "FAILED: %s\n", t->name);
        else if (test_skipped) skipped++;
        else passed++;
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed || passed + skipped == 0;
}
