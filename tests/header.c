/* The header as a text: what its opening comment says of it must be so. Run from the repository's root. */
#include "test.h"

static char *header_text(void) {
    FILE *f = fopen("infer.h", "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    char *text = calloc((size_t)n + 1, 1);
    if (fread(text, 1, (size_t)n, f) != (size_t)n) text[0] = 0;
    fclose(f);
    return text;
}

/* "[8] KERNELS ... >>kernels" -> the words and the tag without the spaces between; returns what follows the line. */
static const char *header_line(const char *p, char *out, size_t max) {
    size_t n = 0;
    for (; *p && *p != '\n'; p++) {
        if (*p == ' ' && (p[1] == ' ' || p[1] == '>')) continue;
        if (n + 1 < max) out[n++] = *p;
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
    return p;
}

TEST(header_contents) {
    char *text = header_text(), listed[128], banner[128];
    if (!text) SKIP("infer.h is not in this folder");
    const char *list = strstr(text, " * CONTENTS"), *at = text;
    int n = 0;
    for (int i = 1; list; i++) {
        char start[32];
        snprintf(start, sizeof start, " *   [%d] ", i);
        const char *line = strstr(list, start);
        if (!line) break;
        header_line(line + 5, listed, sizeof listed);
        snprintf(start, sizeof start, "==\n * [%d] ", i);
        const char *found = strstr(at, start);
        if (!found) {
            TEST_FAIL("no banner for \"%s\" after the one before", listed);
            break;
        }
        at = header_line(found + 6, banner, sizeof banner);
        CHECK_EQ_STR(banner, listed);
        n = i;
    }
    CHECK(n >= 14);
    char extra[32];
    snprintf(extra, sizeof extra, "==\n * [%d] ", n + 1);
    CHECK(strstr(text, extra) == NULL);
    free(text);
}

TEST(header_version) {
    char *text = header_text(), want[64];
    if (!text) SKIP("infer.h is not in this folder");
    snprintf(want, sizeof want, "/* infer.h - v%d.%d.%d - ", INFER_VERSION_MAJOR, INFER_VERSION_MINOR,
             INFER_VERSION_PATCH);
    CHECK(strncmp(text, want, strlen(want)) == 0);
    CHECK(strstr(want, INFER_VERSION) != NULL);
    CHECK(strstr(infer_build_info(), INFER_VERSION) != NULL);
    free(text);
}

/* The program in the opening comment is examples/hello.c but for the include's path. */
TEST(header_program) {
    char *text = header_text(), program[4096] = "", hello[4096] = "";
    FILE *f = fopen("examples/hello.c", "rb");
    if (!text || !f) SKIP("infer.h or examples/hello.c is not in this folder");
    hello[fread(hello, 1, sizeof hello - 1, f)] = 0;
    fclose(f);
    const char *p = strstr(text, " *   #define INFER_IMPLEMENTATION");
    for (; p && strncmp(p, " *\n", 3) != 0; p = strchr(p, '\n') + 1) {
        char line[256];
        int n = (int)strcspn(p, "\n");
        snprintf(line, sizeof line, "%.*s", n - 5, p + 5);
        if (strncmp(line, "#include \"infer.h\"", 18) == 0) snprintf(line, sizeof line, "#include \"../infer.h\"");
        if (!strstr(hello, line)) TEST_FAIL("examples/hello.c lacks the comment's line: %s", line);
        strcat(strcat(program, line), "\n");
    }
    CHECK(strlen(program) > 400);
    free(text);
}

TEST(header_lines) {
    char *text = header_text();
    if (!text) SKIP("infer.h is not in this folder");
    int lines = 0, host = 0; /* the GPU's host code is counted by itself */
    const char *gpu =
        strstr(text, "/* ===========================================================================\n * [15] VULKAN");
    const char *generated = strstr(text, "//>#spirv");
    for (const char *p = text, *end; *p && p < generated; p = end + 1) { /* tables that scripts made are long strings */
        end = strchr(p, '\n');
        size_t n = strspn(p, " ");
        *(gpu && p >= gpu ? &host : &lines) +=
            !(p[n] == '"' && end - p > 100 && !memchr(p + n, ' ', (size_t)(end - p) - n));
    }
    CHECK(gpu && generated);
    CHECK(lines < 9483); /* may only fall, until both together are below 10,000 */
    CHECK(lines + host < 11672);
    free(text);
}
