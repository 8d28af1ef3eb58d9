/* What the example programs share: options, opening a model, printing, Ctrl-C. Include it after infer.h.
 *
 * A program lists its options in a table that ends with an empty row; options_parse fills the variables that the rows
 * point to, and answers --help and bad usage itself. Exit codes: 0 done, 1 failed, 2 bad usage. */
#ifndef COMMON_H
#define COMMON_H
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#define isatty _isatty
#else
#include <unistd.h>
#endif

static const char *program_path = "", *program_name = "";

/* ---- errors: the program's name, what is wrong, on stderr ---- */

#if defined(__GNUC__)
#define COMMON_PRINTF __attribute__((format(printf, 1, 2)))
#else
#define COMMON_PRINTF
#endif

/* Bad usage: exit 2. */
COMMON_PRINTF static inline void usage_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fflush(stdout);
    fprintf(stderr, "%s: ", program_name);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\ntry: %s --help\n", program_name);
    va_end(args);
    exit(2);
}

/* A message on stderr. It may quote a file: control characters become '?', so that no file can drive the terminal. */
static inline void complain(const char *what, const char *message) {
    fprintf(stderr, "%s: %s", program_name, what);
    for (const char *p = message; *p; p++) {
        bool c1 = (unsigned char)*p == 0xc2 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xa0;
        fputc((unsigned char)*p < 32 || *p == 127 || c1 ? '?' : *p, stderr);
        p += c1;
    }
    fputc('\n', stderr);
}

/* Anything else that went wrong: exit 1. */
COMMON_PRINTF static inline void die(const char *format, ...) {
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    fflush(stdout);
    complain("", message);
    exit(1);
}

/* Memory or death: p is what malloc or realloc returned. */
static inline void *must(void *p) {
    if (!p) die("out of memory");
    return p;
}

/* Ends a program: output that could not be written is a failure too. */
static inline int finish(void) {
    if (fflush(stdout) != 0 || ferror(stdout)) die("cannot write to stdout");
    return 0;
}

/* ---- options ---- */

typedef enum option_kind {
    OPTION_TEXT,   /* const char * */
    OPTION_FLAG,   /* bool */
    OPTION_INT,    /* int, low to high */
    OPTION_FLOAT,  /* float, low to high */
    OPTION_SEED,   /* uint64_t */
    OPTION_CHOICE, /* int: which of the words in `argument`, separated by | */
    OPTION_LIST    /* option_list: may be given more than once */
} option_kind;

typedef struct option {
    const char *name, *argument, *help;
    int kind; /* option_kind */
    void *value;
    double low, high;
} option;

typedef struct option_list {
    const char *items[32];
    int n;
} option_list;

static inline void option_set(const option *o, const char *text) {
    char *end = NULL;
    if (o->kind == OPTION_TEXT) {
        *(const char **)o->value = text;
    } else if (o->kind == OPTION_LIST) {
        option_list *list = (option_list *)o->value;
        if (list->n == (int)(sizeof list->items / sizeof *list->items)) usage_error("%s: given too often", o->name);
        list->items[list->n++] = text;
    } else if (o->kind == OPTION_SEED) {
        errno = 0;
        *(uint64_t *)o->value = strtoull(text, &end, 0);
        if (end == text || *end || strchr(text, '-') || errno)
            usage_error("%s: '%s' is no whole number from 0", o->name, text);
    } else if (o->kind == OPTION_CHOICE) {
        const char *word = o->argument;
        for (int i = 0; word; i++) {
            size_t n = strcspn(word, "|");
            if (strlen(text) == n && memcmp(text, word, n) == 0) {
                *(int *)o->value = i;
                return;
            }
            word = word[n] ? word + n + 1 : NULL;
        }
        usage_error("%s: expected %s, found '%s'", o->name, o->argument, text);
    } else {
        double x = strtod(text, &end);
        bool whole = o->kind == OPTION_INT;
        if (end == text || *end || !isfinite(x) || (whole && x != floor(x)))
            usage_error("%s: '%s' is no %snumber", o->name, text, whole ? "whole " : "");
        if (x < o->low || x > o->high)
            usage_error("%s: expected %.10g to %.10g, found %s", o->name, o->low, o->high, text);
        if (whole) *(int *)o->value = (int)x;
        else *(float *)o->value = (float)x;
    }
}

/* Reads the options; returns how many other arguments there are, moved to argv[1] and on. "--" ends the options.
 * usage is what follows the program's name, about is the text under it. */
static inline int options_parse(int argc, char **argv, const option *options, const char *usage, const char *about) {
    int n = 0;
    program_path = argc > 0 ? argv[0] : "";
    for (const char *p = program_name = program_path; *p; p++)
        if (*p == '/' || *p == '\\') program_name = p + 1;
#ifdef _WIN32
    SetConsoleOutputCP(CP_UTF8);
    _setmode(0, _O_BINARY), _setmode(1, _O_BINARY);
#endif
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (arg[0] != '-' || arg[1] == 0) {
            argv[++n] = argv[i];
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            while (++i < argc) argv[++n] = argv[i];
            break;
        }
        if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            printf("usage: %s %s\n\n%s\n\n", program_name, usage, about);
            for (const option *o = options; o->name; o++) {
                char left[80];
                snprintf(left, sizeof left, "%s %s", o->name, o->argument ? o->argument : "");
                printf("  %-22s%s%s\n", left, strlen(left) > 21 ? "\n                        " : "", o->help);
            }
            printf("  --help                this text\n");
            exit(finish());
        }
        const char *equals = arg[1] == '-' ? strchr(arg, '=') : NULL; /* --name=value */
        size_t length = equals ? (size_t)(equals - arg) : strlen(arg);
        const option *o = options;
        while (o->name && !(strlen(o->name) == length && memcmp(o->name, arg, length) == 0)) o++;
        if (!o->name) usage_error("unknown option %.*s", (int)length, arg);
        if (o->kind == OPTION_FLAG) {
            if (equals) usage_error("%s takes no value", o->name);
            *(bool *)o->value = true;
        } else {
            if (!equals && ++i >= argc) usage_error("%s needs a value: %s", o->name, o->argument);
            option_set(o, equals ? equals + 1 : argv[i]);
        }
    }
    return n;
}

/* Options that every program has. */
typedef struct common {
    const char *model, *device;
    int threads, context, kernels, kv, gpu_layers, cpu_experts;
    bool lock, huge_pages, pin;
} common;

#define COMMON_OPTIONS(c)                                                                                          \
    {"-m", "MODEL", "a GGUF file", OPTION_TEXT, &(c).model, 0, 0},                                                 \
        {"-t", "THREADS", "threads (0: one per core)", OPTION_INT, &(c).threads, 0, 1024},                         \
        {"-c", "CONTEXT", "most tokens (0: the model's own, at most 4096)", OPTION_INT, &(c).context, 0, 1 << 24}, \
        {"--device", "cpu|vulkan[:N]|auto", "where to compute", OPTION_TEXT, &(c).device, 0, 0},                   \
        {"--gpu-layers", "N", "most layers to put on a GPU (0: what fits)", OPTION_INT, &(c).gpu_layers, 0, 4096}, \
        {"--cpu-experts", "N", "layers whose experts stay on the CPU", OPTION_INT, &(c).cpu_experts, 0, 4096},     \
        {"--kernels",                                                                                              \
         "auto|scalar|avx2|avxvnni|avx512",                                                                        \
         "which kernels the CPU uses",                                                                             \
         OPTION_CHOICE,                                                                                            \
         &(c).kernels,                                                                                             \
         0,                                                                                                        \
         0},                                                                                                       \
        {"--kv", "f16|f32|q8_0", "number format of the KV cache", OPTION_CHOICE, &(c).kv, 0, 0},                   \
        {"--mlock", NULL, "keep the weights in memory", OPTION_FLAG, &(c).lock, 0, 0},                             \
        {"--huge-pages", NULL, "copy the weights to memory in large pages", OPTION_FLAG, &(c).huge_pages, 0, 0}, { \
        "--pin", NULL, "keep each thread on a processor of its own", OPTION_FLAG, &(c).pin, 0, 0                   \
    }

#define SAMPLING_OPTIONS(s)                                                                                            \
    {"--temp", "T", "temperature (0: always the most likely token)", OPTION_FLOAT, &(s).temperature, 0, 100},          \
        {"--top-k", "K", "keep the K most likely tokens (0: all)", OPTION_INT, &(s).top_k, 0, 1 << 24},                \
        {"--top-p", "P", "keep the likeliest that reach probability P", OPTION_FLOAT, &(s).top_p, 0, 1},               \
        {"--min-p", "P", "drop tokens below P times the likeliest", OPTION_FLOAT, &(s).min_p, 0, 1},                   \
        {"--typical", "P", "locally typical sampling", OPTION_FLOAT, &(s).typical_p, 0, 1},                            \
        {"--repeat-penalty",                                                                                           \
         "X",                                                                                                          \
         "divide the logits of tokens seen (1: off)",                                                                  \
         OPTION_FLOAT,                                                                                                 \
         &(s).repeat_penalty,                                                                                          \
         0,                                                                                                            \
         100},                                                                                                         \
        {"--frequency-penalty",                                                                                        \
         "X",                                                                                                          \
         "subtract X each time a token was seen",                                                                      \
         OPTION_FLOAT,                                                                                                 \
         &(s).frequency_penalty,                                                                                       \
         -100,                                                                                                         \
         100},                                                                                                         \
        {"--presence-penalty", "X", "subtract X if a token was seen", OPTION_FLOAT, &(s).presence_penalty, -100, 100}, \
        {"--penalty-window",                                                                                           \
         "N",                                                                                                          \
         "how many last tokens count (-1: all, 0: 64)",                                                                \
         OPTION_INT,                                                                                                   \
         &(s).penalty_window,                                                                                          \
         -1,                                                                                                           \
         1 << 24},                                                                                                     \
    {                                                                                                                  \
        "--seed", "S", "same seed, same text (default 0)", OPTION_SEED, &(s).seed, 0, 0                                \
    }

/* ---- models ---- */

static inline void log_warning(int level, const char *message, void *user) {
    (void)user;
    if (level >= INFER_LOG_WARNING) complain("warning: ", message);
}

static inline infer_model_desc model_desc(const common *c) {
    infer_model_desc desc = {.path = c->model, .threads = c->threads, .kernels = c->kernels};
    desc.lock = c->lock, desc.huge_pages = c->huge_pages, desc.pin = c->pin;
    const char *device = c->device ? c->device : "auto";
    if (!c->model) usage_error("which model? give -m MODEL");
    bool gpu = strncmp(device, "vulkan", 6) == 0 && (!device[6] || device[6] == ':');
    if (!gpu && strcmp(device, "cpu") != 0 && strcmp(device, "auto") != 0)
        usage_error("--device: expected cpu, vulkan[:N] or auto, found '%s'", device);
    desc.device = device, desc.gpu_layers = c->gpu_layers, desc.cpu_experts = c->cpu_experts;
    desc.logger.log = log_warning;
    return desc;
}

static inline infer_model *open_model(const common *c, bool vocab_only) {
    infer_error err;
    infer_model_desc desc = model_desc(c);
    desc.vocab_only = vocab_only;
    infer_model *model = infer_model_open(&desc, &err);
    if (!model) die("%s", err.message);
    return model;
}

static inline infer_session *open_session(infer_model *model, const common *c, const infer_sampling *sampling) {
    infer_error err;
    infer_session_desc desc = {.context = c->context, .kv = c->kv};
    if (sampling) desc.sampling = *sampling;
    infer_session *session = infer_session_create(model, &desc, &err);
    if (!session) die("%s", err.message);
    return session;
}

/* The model that comes with the repository, looked for from here and from where the program stands. */
static inline const char *bundled_model(void) {
    static char path[4096];
    int folder = (int)(program_name - program_path);
    const char *places[] = {"", "examples/", "../examples/"};
    for (int i = 0; i < 6; i++) {
        snprintf(path, sizeof path, "%.*s%stiny.gguf", i < 3 ? 0 : folder, program_path, places[i % 3]);
        FILE *f = fopen(path, "rb");
        if (f) {
            fclose(f);
            return path;
        }
    }
    usage_error("examples/tiny.gguf is not near this program; give -m MODEL");
    return NULL;
}

/* ---- text ---- */

/* All that is left of a file, terminated by a 0 that is not counted. */
static inline char *read_all(FILE *f, size_t *size) {
    size_t n = 0, room = 1 << 16, got;
    char *text = (char *)must(malloc(room + 1));
    while ((got = fread(text + n, 1, room - n, f)) > 0)
        if ((n += got) == room) text = (char *)must(realloc(text, (room *= 2) + 1));
    if (ferror(f)) die("cannot read the input");
    text[n] = 0;
    *size = n;
    return text;
}

static inline char *read_path(const char *path, size_t *size) { /* "-" is stdin */
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!f) die("%s: cannot be opened", path);
    char *text = read_all(f, size);
    if (f != stdin) fclose(f);
    return text;
}

/* Length of the UTF-8 character at p, or 0 if these bytes are none. */
static inline size_t utf8_length(const char *p, size_t size) {
    const unsigned char *s = (const unsigned char *)p;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    if (n > size) return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (n == 3 && ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0))) return 0; /* overlong, surrogate */
    if (n == 4 && ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))) return 0;
    return n;
}

/* Text that comes out of a file, on one line: control characters and invalid bytes escaped, so that no file can drive
 * the terminal; cut with "..." after `max` bytes. */
static inline void print_escaped(FILE *f, const char *text, size_t size, size_t max) {
    for (size_t i = 0, n; i < size; i += n) {
        unsigned char c = (unsigned char)text[i];
        n = utf8_length(text + i, size - i);
        if (i >= max) {
            fprintf(f, "... (%zu bytes)", size);
            return;
        }
        if (c == '\n' || c == '\t' || c == '\r') fputs(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r", f);
        else if (c == '"' || c == '\\') fprintf(f, "\\%c", c);
        else if (n == 0 || c < 32 || c == 127 || (c == 0xc2 && (unsigned char)text[i + 1] < 0xa0))
            fprintf(f, "\\x%02x", c), n = 1;
        else fwrite(text + i, 1, n, f);
    }
}

/* A number of bytes for people: 1.23 GiB. */
static inline const char *bytes_text(uint64_t bytes, char text[32]) {
    static const char *units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double x = (double)bytes;
    int unit = 0;
    while (x >= 1024 && unit < 4) x /= 1024, unit++;
    snprintf(text, 32, unit ? "%.2f %s" : "%.0f %s", x, units[unit]);
    return text;
}

/* ---- while it runs ---- */

/* Set by Ctrl-C; the callbacks return it, so that the library stops. A second Ctrl-C ends the program at once. */
static volatile sig_atomic_t interrupted;
static inline void on_interrupt(int sig) {
    signal(sig, SIG_DFL);
    interrupted = 1;
}

/* A bar on stderr while a long prompt is read; nothing where stderr is no terminal. total 0 takes it away. */
static inline void progress_bar(int done, int total) {
    static bool shown;
    if ((total == 0 && !shown) || !isatty(2)) return;
    shown = total > 0;
    if (total == 0) fputs("\r\033[K", stderr);
    else
        fprintf(stderr, "\rprompt [%-32.*s] %d/%d", done * 32 / total, "################################", done, total);
    fflush(stderr);
}

static inline int on_prompt(void *user, int done, int total) {
    (void)user;
    progress_bar(done, done < total ? total : 0);
    return interrupted;
}

static inline void print_speed(const infer_generation *g) {
    fprintf(stderr, "[prompt: %d tokens, %.1f tokens/s; text: %d tokens, %.1f tokens/s%s]\n", g->prompt_tokens,
            g->prompt_seconds > 0 ? g->prompt_tokens / g->prompt_seconds : 0, g->tokens,
            g->seconds > 0 ? g->tokens / g->seconds : 0, g->stop == INFER_STOP_CONTEXT ? "; the context is full" : "");
}
#endif
