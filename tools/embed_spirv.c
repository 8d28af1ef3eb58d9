/* embed_spirv: compiles the shaders in shaders/list and puts their SPIR-V into infer.h, between its markers.
 *
 *   embed_spirv infer.h shaders GLSLC FOLDER   compiles what has changed (into FOLDER), rewrites infer.h's tail
 *   embed_spirv --check infer.h shaders        fails if a shader has changed since: needs no compiler
 *   embed_spirv --all ...                      compiles everything again
 *
 * A line of shaders/list is: module file.comp [flags for glslc]. '#' begins a comment. Beside each module stand a
 * SHA-256 of what it was made from (flags, compiler, source with its includes), its size, and a SHA-256 of its bytes. */
#define _POSIX_C_SOURCE 200809L /* popen */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAGS "--target-env=vulkan1.3 -fshader-stage=comp"
#define BEGIN "/* >>> spirv */\n"
#define END   "/* <<< spirv */\n"

typedef struct text {
    char *p;
    size_t n, room;
} text;

static void die(const char *what, const char *which) {
    fprintf(stderr, "embed_spirv: %s %s\n", what, which);
    exit(1);
}

static void add(text *t, const void *p, size_t n) {
    if (t->n + n + 1 > t->room) {
        t->room = (t->n + n + 1) * 2;
        t->p = (char *)realloc(t->p, t->room);
        if (!t->p) die("out of memory", "");
    }
    memcpy(t->p + t->n, p, n);
    t->n += n, t->p[t->n] = 0;
}
static void say(text *t, const char *s) { add(t, s, strlen(s)); }

static int slurp(text *t, const char *path) {
    char block[65536];
    FILE *f = fopen(path, "rb");
    if (!f) return 0;
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) add(t, block, n);
    fclose(f);
    if (!t->p) add(t, "", 0);
    return 1;
}

/* SHA-256 as in FIPS 180-4. */
static uint32_t turn(uint32_t x, int n) { return x >> n | x << (32 - n); }
static void sha256(const void *data, size_t n, char hex[65]) {
    static const uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
    uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    text m = {0};
    add(&m, data, n);
    add(&m, "\x80", 1);
    while (m.n % 64 != 56) add(&m, "", 1);
    for (int i = 7; i >= 0; i--) {
        char byte = (char)((uint64_t)n * 8 >> (8 * i));
        add(&m, &byte, 1);
    }
    for (size_t at = 0; at < m.n; at += 64) {
        uint32_t w[64], v[8];
        const uint8_t *p = (const uint8_t *)m.p + at;
        for (int i = 0; i < 16; i++, p += 4)
            w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
        for (int i = 16; i < 64; i++)
            w[i] = w[i - 16] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
                   (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
        memcpy(v, h, sizeof v);
        for (int i = 0; i < 64; i++) {
            uint32_t a = v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) +
                         k[i] + w[i];
            uint32_t b =
                (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            memmove(v + 1, v, 7 * sizeof *v);
            v[4] += a, v[0] = a + b;
        }
        for (int i = 0; i < 8; i++) h[i] += v[i];
    }
    free(m.p);
    for (int i = 0; i < 8; i++) sprintf(hex + 8 * i, "%08x", (unsigned)h[i]);
}

/* The source with every #include "file" replaced by that file. */
static void expand(text *t, const char *folder, const char *file, int depth) {
    char path[512];
    text s = {0};
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (depth > 8 || !slurp(&s, path)) die("cannot read", path);
    for (char *line = s.p, *end; *line; line = end) {
        end = strchr(line, '\n');
        end = end ? end + 1 : line + strlen(line);
        char *name = line + strspn(line, " \t"), *close;
        if (strncmp(name, "#include \"", 10) == 0 && (close = strchr(name + 10, '"')) && close < end) {
            *close = 0;
            expand(t, folder, name + 10, depth + 1);
        } else {
            add(t, line, (size_t)(end - line));
        }
    }
    free(s.p);
}

/* Where module `name` stands in the old tail: at its comment, or NULL. */
static const char *find(const char *tail, const char *name) {
    char head[128];
    snprintf(head, sizeof head, "/* %s: ", name);
    return strstr(tail, head);
}

/* The words of a module in the tail, from its comment on. */
static void words(const char *p, text *out) {
    p = strchr(p, '{');
    for (p = p ? p + 1 : "}"; *p && *p != '}';) {
        char *end;
        uint32_t w = (uint32_t)strtoul(p, &end, 10);
        if (end == p) break;
        add(out, &w, 4);
        for (p = end; *p == ',' || *p == '\n' || *p == ' ';) p++;
    }
}

int main(int argc, char **argv) {
    int check = argc > 1 && !strcmp(argv[1], "--check"), all = argc > 1 && !strcmp(argv[1], "--all"), bad = 0, made = 0;
    char **arg = argv + check + all, version[256] = "?", line[1024], path[512], hex[65], blob[65];
    text header = {0}, list = {0}, out = {0}, table = {0};
    if (argc - check - all != (check ? 3 : 5)) {
        fprintf(stderr, "usage: embed_spirv [--all] infer.h shaders GLSLC FOLDER | --check infer.h shaders\n");
        return 2;
    }
    if (!slurp(&header, arg[1])) die("cannot read", arg[1]);
    snprintf(path, sizeof path, "%s/list", arg[2]);
    if (!slurp(&list, path)) die("cannot read", path);
    char *begin = strstr(header.p, BEGIN), *end = begin ? strstr(begin, END) : NULL;
    if (!end) die("no markers in", arg[1]);
    char *tail = (char *)calloc(1, (size_t)(end - begin) + 1);
    if (!tail) die("out of memory", "");
    memcpy(tail, begin, (size_t)(end - begin));
    const char *by = strstr(tail, "/* by ");
    if (check) {
        if (by) sscanf(by, "/* by %255[^*]", version);
        if (version[0]) version[strcspn(version, "\n")] = 0;
    } else {
        snprintf(line, sizeof line, "%s --version", arg[3]);
        FILE *pipe = popen(line, "r");
        text v = {0};
        for (int ch; pipe && (ch = fgetc(pipe)) != EOF;) add(&v, &(char){(char)(ch == '\n' ? ';' : ch)}, 1);
        if (!pipe || pclose(pipe) || !v.n) die("cannot run", arg[3]);
        snprintf(version, sizeof version, "%.250s", v.p);
        free(v.p);
    }
    for (size_t n = strlen(version); n && strchr(" ;\n", version[n - 1]);) version[--n] = 0;

    say(&out, BEGIN);
    snprintf(line, sizeof line, "/* by %s */\n", version);
    say(&out, line);
    for (char *row = strtok(list.p, "\n"); row; row = strtok(NULL, "\n")) {
        char name[64], file[128], flags[256] = "";
        if (*row == '#' || sscanf(row, "%63s %127s %255[^\n#]", name, file, flags) < 2) continue;
        for (size_t n = strlen(flags); n && flags[n - 1] == ' ';) flags[--n] = 0;
        text source = {0}, code = {0};
        snprintf(line, sizeof line, "%s\n%s %s\n", version, FLAGS, flags);
        say(&source, line);
        expand(&source, arg[2], file, 0);
        sha256(source.p, source.n, hex);
        const char *old = find(tail, name), *hash = old ? strstr(old, hex) : NULL;
        int same = hash && hash < strchr(old, '\n');
        if (same) {
            words(old, &code);
            sha256(code.p ? code.p : "", code.n, blob);
            hash = strstr(old, blob);
            same = hash && hash < strchr(old, '\n');
        }
        if (check && !same) fprintf(stderr, "embed_spirv: %s (%s) is stale: make shaders\n", name, file), bad = 1;
        if (!check && (!same || all)) {
            char spv[512];
            snprintf(spv, sizeof spv, "%s/%s.spv", arg[4], name);
            snprintf(line, sizeof line, "%s %s %s %s/%s -o %s", arg[3], FLAGS, flags, arg[2], file, spv);
            fprintf(stderr, "%s\n", name);
            if (system(line)) die("failed:", line);
            code.n = 0;
            if (!slurp(&code, spv) || !code.n || code.n % 4) die("no SPIR-V in", spv);
            sha256(code.p, code.n, blob);
            made++;
        }
        size_t column = 0;
        snprintf(line, sizeof line, "/* %s: %s %s: %s, %zu bytes %s */\nstatic const uint32_t infer__spirv_%s[] = {\n",
                 name, file, flags, hex, code.n, blob, name);
        say(&out, line);
        for (size_t i = 0; i < code.n; i += 4) {
            uint32_t w;
            memcpy(&w, code.p + i, 4);
            int n = snprintf(line, sizeof line, "%lu,", (unsigned long)w);
            if (column + (size_t)n > 120) say(&out, "\n"), column = 0;
            say(&out, line), column += (size_t)n;
        }
        say(&out, "};\n");
        snprintf(line, sizeof line, "    {\"%s\", infer__spirv_%s, sizeof infer__spirv_%s},\n", name, name, name);
        say(&table, line);
        free(source.p), free(code.p);
    }
    say(&out, "static const infer__spirv *infer__spirv_find(const char *name) {\n"
              "    static const infer__spirv all[] = {\n");
    say(&out, table.p ? table.p : "");
    say(&out, "        {NULL, NULL, 0}};\n"
              "    const infer__spirv *s = all;\n"
              "    while (s->name && strcmp(s->name, name) != 0) s++;\n"
              "    return s->name ? s : NULL;\n}\n");
    if (check) {
        if (!bad && strcmp(out.p, tail) != 0)
            fprintf(stderr, "embed_spirv: infer.h's tail is not what shaders/list gives: make shaders\n"), bad = 1;
        return bad;
    }
    FILE *f = fopen(arg[1], "wb");
    if (!f) die("cannot write", arg[1]);
    fwrite(header.p, 1, (size_t)(begin - header.p), f);
    fwrite(out.p, 1, out.n, f);
    fwrite(end, 1, strlen(end), f);
    if (fclose(f)) die("cannot write", arg[1]);
    fprintf(stderr, "%d compiled, %.2f MB of text\n", made, (double)out.n / 1e6);
    return 0;
}
