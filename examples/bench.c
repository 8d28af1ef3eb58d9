/* Measures how fast a model runs here, and how near that is to what the machine can do.
 * cc -O2 examples/bench.c -lm -o bench
 * Shows: evaluating tokens, rewinding, filling a context, what each operation cost (infer_profile), tuning a GPU.
 *
 * The ceilings are measured beside the model: a stream of reads through a buffer larger than the caches, and chains of
 * multiply-adds that never leave the registers, on the model's own threads. For those threads, and for what the
 * compiler targets, this one example uses private names of infer.h (infer__...). */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"

/* ---- ceilings ---- */

enum { PROBE_TOUCH, PROBE_READ, PROBE_FLOAT, PROBE_BYTE };

typedef struct probe {
    int kind, tier;
    uint8_t *buffer;
    size_t size;
    uint64_t sink; /* keeps the compiler from leaving the work out */
    double done;   /* floating-point operations of all threads */
} probe;

#define STREAM_BYTES ((size_t)256 << 20)
#define CHAIN_LOOPS  4000000 /* about 5 ms */

static uint64_t read_words(const uint8_t *p, size_t n) {
    uint64_t sum[8] = {0}, word[8];
    for (size_t i = 0; i + 64 <= n; i += 64) {
        memcpy(word, p + i, 64);
        for (int j = 0; j < 8; j++) sum[j] ^= word[j];
    }
    return sum[0] ^ sum[1] ^ sum[2] ^ sum[3] ^ sum[4] ^ sum[5] ^ sum[6] ^ sum[7];
}

/* Plain C: what the compiler makes of multiply-adds of floats, which is what the scalar kernels get. */
static double chain_scalar(probe *p) {
    float x[16] = {0}, a = 1.0f + (float)p->size * 1e-20f, b = (float)p->size;
    for (long i = 0; i < CHAIN_LOOPS / 4; i++)
        for (int j = 0; j < 16; j++) x[j] = x[j] * a + b;
    for (int j = 0; j < 16; j++) p->sink += x[j] > 0;
    return 32.0 * (CHAIN_LOOPS / 4);
}

#if defined(INFER__X86) && defined(__GNUC__)
static INFER__AVX2 uint64_t read_avx2(const uint8_t *p, size_t n) {
    __m256i sum[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (size_t i = 0; i + 128 <= n; i += 128) {
        sum[0] = _mm256_xor_si256(sum[0], _mm256_loadu_si256((const __m256i *)(p + i)));
        sum[1] = _mm256_xor_si256(sum[1], _mm256_loadu_si256((const __m256i *)(p + i + 32)));
        sum[2] = _mm256_xor_si256(sum[2], _mm256_loadu_si256((const __m256i *)(p + i + 64)));
        sum[3] = _mm256_xor_si256(sum[3], _mm256_loadu_si256((const __m256i *)(p + i + 96)));
    }
    sum[0] = _mm256_xor_si256(_mm256_xor_si256(sum[0], sum[1]), _mm256_xor_si256(sum[2], sum[3]));
    return (uint64_t)_mm256_extract_epi64(sum[0], 0) ^ (uint64_t)_mm256_extract_epi64(sum[0], 2);
}

/* Chains in assembly, since a compiler would simplify them. Twelve accumulators hide the latency of four cycles at two
 * a cycle; the operands are zeros. */
#define CHAIN(body)                                                                                              \
    {                                                                                                            \
        long n = CHAIN_LOOPS;                                                                                    \
        __asm__ volatile("vzeroall\n1:\n" body "dec %0\njnz 1b\nvzeroupper"                                      \
                         : "+r"(n)                                                                               \
                         :                                                                                       \
                         : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", \
                           "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");                                \
    }
#define TWELVE(op)  op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11)
#define EIGHT(op)   op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7)
#define FMA256(i)   "vfmadd231ps %%ymm14, %%ymm15, %%ymm" #i "\n"
#define FMA512(i)   "vfmadd231ps %%zmm14, %%zmm15, %%zmm" #i "\n"
#define VNNI256(i)  "%{vex%} vpdpbusd %%ymm14, %%ymm15, %%ymm" #i "\n"
#define VNNI512(i)  "vpdpbusd %%zmm14, %%zmm15, %%zmm" #i "\n"
/* bytes to sums of 16 bits, and one in eight of them on to 32 bits: as few as a kernel can do with */
#define BYTES256(i) "vpmaddubsw %%ymm14, %%ymm15, %%ymm12\nvpaddw %%ymm12, %%ymm" #i ", %%ymm" #i "\n"
#define WIDEN256    "vpmaddwd %%ymm14, %%ymm15, %%ymm13\nvpaddd %%ymm13, %%ymm11, %%ymm11\n"

static double chain_float(probe *p) {
    if (p->tier == INFER_KERNELS_AVX512) {
        CHAIN(TWELVE(FMA512))
        return 12 * 32.0 * CHAIN_LOOPS;
    }
    if (p->tier < INFER_KERNELS_AVX2) return chain_scalar(p);
    CHAIN(TWELVE(FMA256))
    return 12 * 16.0 * CHAIN_LOOPS;
}
static double chain_byte(probe *p) {
    if (p->tier == INFER_KERNELS_AVX512) {
        CHAIN(TWELVE(VNNI512))
        return 12 * 128.0 * CHAIN_LOOPS;
    }
    if (p->tier == INFER_KERNELS_AVX_VNNI) {
        CHAIN(TWELVE(VNNI256))
        return 12 * 64.0 * CHAIN_LOOPS;
    }
    if (p->tier < INFER_KERNELS_AVX2) return chain_scalar(p);
    CHAIN(EIGHT(BYTES256) WIDEN256)
    return 8 * 64.0 * CHAIN_LOOPS;
}
#else
static uint64_t read_avx2(const uint8_t *p, size_t n) { return read_words(p, n); }
static double chain_float(probe *p) { return chain_scalar(p); }
static double chain_byte(probe *p) { return chain_scalar(p); }
#endif

static void probe_run(void *arg, int thread, int threads) {
    probe mine = *(probe *)arg; /* a copy: the threads share no cache line while they run */
    size_t lo = mine.size / 4096 * (size_t)thread / (size_t)threads * 4096;
    size_t hi = mine.size / 4096 * (size_t)(thread + 1) / (size_t)threads * 4096;
    if (mine.kind == PROBE_TOUCH) memset(mine.buffer + lo, 1, hi - lo);
    else if (mine.kind == PROBE_READ)
        mine.sink ^= (mine.tier == INFER_KERNELS_SCALAR ? read_words : read_avx2)(mine.buffer + lo, hi - lo);
    else if (thread == 0) mine.done = threads * (mine.kind == PROBE_FLOAT ? chain_float : chain_byte)(&mine);
    else (mine.kind == PROBE_FLOAT ? chain_float : chain_byte)(&mine);
    if (thread == 0) *(probe *)arg = mine;
}

/* GB/s of one read of the whole buffer; *most keeps the fastest. */
static double probe_read(infer_model *model, probe *p, double *most) {
    double start = infer_seconds();
    p->kind = PROBE_READ;
    infer__pool_run(&model->pool, probe_run, p, false);
    double rate = (double)p->size / (infer_seconds() - start) * 1e-9;
    if (rate > *most) *most = rate;
    return rate;
}

/* The best of some tries, in units of 10^9 a second. */
static double probe_measure(infer_model *model, probe *p, int kind) {
    double best = 0;
    p->kind = kind;
    for (int i = 0; i < 4; i++) {
        double start = infer_seconds();
        infer__pool_run(&model->pool, probe_run, p, false);
        double rate = p->done / (infer_seconds() - start) * 1e-9;
        if (rate > best) best = rate;
    }
    return best;
}

/* ---- what a token costs ---- */

/* FLOPs and bytes counted while a session of its own evaluates two tokens, then one. What is computed for every token
 * of a prompt and what only for its last (whose logits are wanted) differ by their rows. */
typedef struct cost {
    int phase;                             /* 0: two tokens, 1: one */
    double product[2][3], attention[2][3]; /* FLOPs by phase and rows */
    double bytes;                          /* of weights, for one token */
} cost;

static void on_cost(const infer_profile *op, void *user) {
    cost *c = (cost *)user;
    if (strcmp(op->name, "attention") == 0) {
        c->attention[c->phase][op->rows] += (double)op->flops;
    } else {
        c->product[c->phase][op->rows] += (double)op->flops;
        if (c->phase == 1) c->bytes += (double)op->bytes;
    }
}

/* Bytes of cache that n tokens read, the first at position `from`, each for itself. A cache made for so many tokens,
 * one at a time, holds exactly what the last of them sees. */
static double cache_read(const infer_model *model, int kv, int from, int n) {
    double total = 0;
    for (int i = from; i < from + n; i++) {
        infer_session_desc desc = {.context = i + 1, .batch = 1, .kv = kv};
        infer_memory memory = {0};
        infer_error err = {0};
        if (infer_session_memory(model, &desc, &memory, &err) < 0) die("%s", err.message);
        total += (double)memory.kv_cache;
    }
    return total;
}

/* ---- profile ---- */

typedef struct row {
    const char *name;
    double calls, seconds, bytes, flops;
} row;

typedef struct table {
    row rows[2][32]; /* by phase: prefill, decode */
    int n[2], phase; /* phase -1: not now */
} table;

static void on_profile(const infer_profile *op, void *user) {
    table *t = (table *)user;
    if (t->phase < 0) return;
    row *rows = t->rows[t->phase];
    int i = 0, n = t->n[t->phase];
    while (i < n && strcmp(rows[i].name, op->name) != 0) i++;
    if (i == 32) return;
    if (i == n) t->n[t->phase]++;
    rows[i].name = op->name, rows[i].calls++, rows[i].seconds += op->seconds;
    rows[i].bytes += (double)op->bytes, rows[i].flops += (double)op->flops;
}

/* ---- running ---- */

typedef struct run {
    infer_model *model;
    infer_session *session;
    int32_t *tokens; /* random ones: depth, then the prompt */
    int depth, n_prefill, n_decode;
    bool gpu; /* memory's speed there is not the CPU's, and it must not fall idle */
    table *profile;
} run;

static void evaluate(run *r, const int32_t *tokens, int n) {
    infer_error err = {0};
    if (infer_eval(r->session, tokens, n, &err) < 0) die("%s", err.message);
}

static void status(const char *format, int i, int n) {
    if (!isatty(2)) return;
    fputs("\r\033[K", stderr);
    if (format) fprintf(stderr, format, i, n);
    fflush(stderr);
}

/* Back to the depth; filled again where a sliding window does not let the session rewind. */
static void rewind_session(run *r) {
    if (infer_session_length(r->session) >= r->depth && !infer_session_truncate(r->session, r->depth, NULL)) return;
    infer_session_truncate(r->session, 0, NULL);
    for (int done = 0; done < r->depth;) {
        int n = INFER__MIN(512, r->depth - done);
        evaluate(r, r->tokens + done, n);
        done += n;
        if (r->depth > 512) progress_bar(done, r->depth);
    }
    progress_bar(0, 0);
}

/* Seconds for the prompt at once, or for so many tokens one by one. */
static double time_prefill(run *r) {
    rewind_session(r);
    if (r->profile) r->profile->phase = 0;
    double start = infer_seconds();
    evaluate(r, r->tokens + r->depth, r->n_prefill);
    double seconds = infer_seconds() - start;
    if (r->profile) r->profile->phase = -1;
    return seconds;
}

/* Memory's speed changes from moment to moment where others use it too: a share of it means something only if both were
 * measured in turns. So after every 20 ms of decode comes a read, and *reads is the speed of all those, as the decode's
 * is that of all tokens. */
static double time_decode(run *r, int n, probe *p, double *reads, double *most) {
    double seconds = 0, waited = 0;
    int streams = 0;
    rewind_session(r);
    for (int i = 0; i < n;) {
        double start = infer_seconds(), now = start;
        if (r->profile) r->profile->phase = 1;
        for (; i < n && (r->gpu || now - start < 0.02); now = infer_seconds()) evaluate(r, r->tokens + i++, 1);
        if (r->profile) r->profile->phase = -1;
        seconds += now - start;
        waited += 1 / probe_read(r->model, p, most), streams++;
    }
    *reads = streams / waited;
    return seconds;
}

/* ---- results ---- */

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static double best(const double *x, int n) {
    double most = 0;
    for (int i = 0; i < n; i++) most = INFER__MAX(most, x[i]);
    return most;
}
static double median(const double *x, int n) {
    double *sorted = (double *)must(malloc((size_t)n * sizeof *sorted)), middle;
    memcpy(sorted, x, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, ascending);
    middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    free(sorted);
    return middle;
}

static void json_string(const char *text) {
    size_t size = strlen(text), n;
    putchar('"');
    for (size_t i = 0; i < size; i += n) {
        n = utf8_length(text + i, size - i);
        if (text[i] == '"' || text[i] == '\\') printf("\\%c", text[i]);
        else if ((unsigned char)text[i] < 32) printf("\\u%04x", (unsigned)text[i]);
        else if (n) fwrite(text + i, 1, n, stdout);
        else putchar('?');
        n = n ? n : 1;
    }
    putchar('"');
}

typedef struct ceilings {
    double read, floats, bytes; /* GB/s, GFLOP/s */
    bool float_weights;
} ceilings;

static double ceiling_flops(const ceilings *c, const char *name) {
    return c->float_weights || strcmp(name, "attention") == 0 ? c->floats : c->bytes;
}

/* The time that an operation would take at both ceilings, the longer of the two, as a share of what it took. */
static double row_share(const ceilings *c, const row *r, bool *memory) {
    double read = r->bytes * 1e-9 / c->read, compute = r->flops * 1e-9 / ceiling_flops(c, r->name);
    *memory = read >= compute;
    return INFER__MAX(read, compute) / r->seconds;
}

static void print_profile(const table *t, const ceilings *c, int phase, int tokens, int passes) {
    double total = 0;
    for (int i = 0; i < t->n[phase]; i++) total += t->rows[phase][i].seconds;
    if (total <= 0) return;
    printf("\n%s of %d token%s: %.3f ms in operations, mean of %d\n", phase ? "decode" : "prefill", tokens,
           tokens == 1 ? "" : "s", total / passes * 1e3, passes);
    printf("%-12s %6s %10s %6s %10s %10s %8s %9s  %s\n", "operation", "calls", "ms", "time", "MB", "MFLOP", "GB/s",
           "GFLOP/s", "of the ceiling");
    for (int i = 0; i < t->n[phase]; i++) {
        const row *r = &t->rows[phase][i];
        bool memory;
        double share = row_share(c, r, &memory);
        printf("%-12s %6.0f %10.3f %5.1f%% %10.2f %10.1f %8.1f %9.1f  ", r->name, r->calls / passes,
               r->seconds / passes * 1e3, 100 * r->seconds / total, r->bytes / passes * 1e-6, r->flops / passes * 1e-6,
               r->bytes / r->seconds * 1e-9, r->flops / r->seconds * 1e-9);
        if (r->flops > 0) printf("%3.0f%% of %s\n", 100 * share, memory ? "reads" : "arithmetic");
        else printf("-\n");
    }
}

static void json_profile(const table *t, const ceilings *c, const int *passes) {
    const char *separator = "";
    printf(", \"profile\": [");
    for (int phase = 0; phase < 2; phase++)
        for (int i = 0; i < t->n[phase]; i++) {
            const row *r = &t->rows[phase][i];
            bool memory;
            double share = row_share(c, r, &memory);
            printf("%s\n    {\"phase\": \"%s\", \"op\": \"%s\", \"calls\": %.0f, \"seconds\": %.9f, \"bytes\": %.0f, "
                   "\"flops\": %.0f, \"gbs\": %.3f, \"gflops\": %.3f, \"bound\": \"%s\", \"share\": %.4f}",
                   separator, phase ? "decode" : "prefill", r->name, r->calls / passes[phase],
                   r->seconds / passes[phase], r->bytes / passes[phase], r->flops / passes[phase],
                   r->bytes / r->seconds * 1e-9, r->flops / r->seconds * 1e-9, memory ? "memory" : "arithmetic", share);
            separator = ",";
        }
    printf("]");
}

/* Opens the model with the tuning of its GPU that is in the file, which is measured and written if it is not there. */
static infer_model *open_tuned(const common *c, const char *path) {
    char text[512] = "";
    infer_error err = {0};
    infer_model_desc desc = model_desc(c);
    FILE *f = fopen(path, "r");
    desc.tuning = f ? fgets(text, sizeof text, f) : NULL;
    if (f) fclose(f);
    infer_model *model = infer_model_open(&desc, &err);
    if (!model) die("%s", err.message);
    if (desc.tuning) return model;
    status("tuning", 0, 0);
    if (!infer_model_tune(model, 15, text, sizeof text, &err)) die("%s", err.message);
    f = fopen(path, "w");
    if (!f || fprintf(f, "%s\n", text) < 0 || fclose(f)) die("%s: cannot be written", path);
    return model;
}

int main(int argc, char **argv) {
    static const char *const tiers[] = {"auto", "scalar", "avx2", "avxvnni", "avx512"}, *const caches[] = {"f16", "f32",
                                                                                                           "q8_0"};
    common c = {0};
    const char *tuning = NULL;
    int repeats = 5;
    bool json = false, profile = false;
    run r = {.n_prefill = 512, .n_decode = 64};
    option options[] = {
        {"-p", "N", "tokens of the prompt (default 512; 0: no prefill)", OPTION_INT, &r.n_prefill, 0, 1 << 20},
        {"-n", "N", "tokens to decode (default 64; 0: none)", OPTION_INT, &r.n_decode, 0, 1 << 20},
        {"-d", "DEPTH", "tokens that are in the context already (default 0)", OPTION_INT, &r.depth, 0, 1 << 22},
        {"-r", "REPEATS", "how often to measure (default 5)", OPTION_INT, &repeats, 1, 10000},
        {"--json", NULL, "print a list with one JSON object", OPTION_FLAG, &json, 0, 0},
        {"--profile", NULL, "print what each kind of operation cost (slows tiny models down)", OPTION_FLAG, &profile, 0,
         0},
        {"--tuning", "FILE", "measure which settings suit the GPU and keep them there, or use those", OPTION_TEXT,
         &tuning, 0, 0},
        COMMON_OPTIONS(c),
        {0}};
    int extra =
        options_parse(argc, argv, options, "-m MODEL [OPTIONS]",
                      "Measures tokens/s of prefill and of decode, the best of the repeats and the median. Beside\n"
                      "them bytes and floating-point operations a second, as they are and as a share of what the\n"
                      "machine can do: it is measured in the same run, reads in turns with the tokens of decode.");
    if (extra) usage_error("unexpected argument '%s'", argv[1]);
    if (!r.n_prefill && !r.n_decode) usage_error("nothing to measure: -p 0 and -n 0");

    /* the model, and what its tokens cost */
    infer_error err = {0};
    infer_model_info info;
    r.model = tuning ? open_tuned(&c, tuning) : open_model(&c, false);
    if (infer_model_get_info(r.model, &info, &err) < 0) die("%s", err.message);
    r.gpu = info.gpu_layers > 0;
    const char *type = strrchr(info.description, ' ') ? strrchr(info.description, ' ') + 1 : "";
    cost cost = {0};
    infer_session_desc desc = {.context = 3, .kv = c.kv, .profile = on_cost, .profile_user_data = &cost};
    r.session = infer_session_create(r.model, &desc, &err);
    if (!r.session) die("%s", err.message);
    for (int32_t token[2] = {0}; cost.phase < 2; cost.phase++) evaluate(&r, token, 2 - cost.phase);
    infer_session_destroy(r.session);
    double read_prefill = cache_read(r.model, c.kv, r.depth, r.n_prefill);
    double read_decode = cache_read(r.model, c.kv, r.depth, r.n_decode) / INFER__MAX(r.n_decode, 1);
    double prefill_flops = cost.product[0][1] + cost.product[0][2] * r.n_prefill / 2;
    if (r.n_prefill)
        prefill_flops += cost.attention[0][2] * read_prefill / cache_read(r.model, c.kv, 0, 2) +
                         cost.attention[0][1] * cache_read(r.model, c.kv, r.depth + r.n_prefill - 1, 1) /
                             cache_read(r.model, c.kv, 1, 1);
    double decode_flops = cost.product[1][1] + cost.attention[1][1] * read_decode / cache_read(r.model, c.kv, 2, 1);
    double decode_bytes = cost.bytes + read_decode;

    /* the session to measure, and a first round that is not counted */
    table *t = profile ? (table *)must(calloc(1, sizeof *t)) : NULL;
    int n = r.depth + INFER__MAX(r.n_prefill, r.n_decode);
    desc = (infer_session_desc){.context = INFER__MAX(n + 1, c.context), .kv = c.kv}; /* + 1: the warming up */
    if (profile) desc.profile = on_profile, desc.profile_user_data = t, t->phase = -1;
    r.session = infer_session_create(r.model, &desc, &err);
    if (!r.session) die("%s", err.message);
    r.tokens = (int32_t *)must(malloc((size_t)n * sizeof *r.tokens));
    uint32_t random = 1;
    for (int i = 0; i < n; i++) {
        random = random * 1664525u + 1013904223u; /* Numerical Recipes' generator */
        r.tokens[i] = (int32_t)((uint64_t)random * (uint64_t)info.vocabulary >> 32);
    }
    probe p = {.tier = info.kernels, .size = STREAM_BYTES};
    p.buffer = (uint8_t *)must(malloc(p.size));
    probe_measure(r.model, &p, PROBE_TOUCH);
    status("warming up", 0, 0);
    rewind_session(&r);
    if (r.depth < r.n_prefill) evaluate(&r, r.tokens, INFER__MIN(r.n_prefill, 512));
    if (r.n_decode) evaluate(&r, r.tokens, 1);

    double *series = (double *)must(calloc((size_t)repeats, 4 * sizeof *series));
    double *prefill = series, *decode = series + repeats, *share = decode + repeats, *reads = share + repeats;
    ceilings top = {0, 0, 0, !strcmp(type, "F32") || !strcmp(type, "F16") || !strcmp(type, "BF16")};
    double most = 0;
    r.profile = t;
    for (int i = 0; i < repeats; i++) {
        top.floats = INFER__MAX(top.floats, probe_measure(r.model, &p, PROBE_FLOAT));
        top.bytes = INFER__MAX(top.bytes, probe_measure(r.model, &p, PROBE_BYTE));
        if (r.n_prefill) {
            status("%d/%d: prefill", i + 1, repeats);
            prefill[i] = r.n_prefill / time_prefill(&r);
        }
        reads[i] = probe_read(r.model, &p, &most);
        if (!r.n_decode) continue;
        status("%d/%d: decode", i + 1, repeats);
        decode[i] = r.n_decode / time_decode(&r, r.n_decode, &p, &reads[i], &most);
        share[i] = decode[i] * decode_bytes * 1e-9 / reads[i];
    }
    status(NULL, 0, 0);
    top.read = median(reads, repeats);

    /* results */
    double pp = best(prefill, repeats), tg = best(decode, repeats), peak = ceiling_flops(&top, "product");
    double pp_gflops = pp / INFER__MAX(r.n_prefill, 1) * prefill_flops * 1e-9, tg_gflops = tg * decode_flops * 1e-9;
    double gbs = tg * decode_bytes * 1e-9, tg_share = 0;
    for (int i = 0; i < repeats; i++)
        if (decode[i] == tg) tg_share = share[i]; /* the best repeat's, by the reads beside it */
    int passes[2] = {repeats, repeats * r.n_decode};
    if (json) {
        printf("[\n  {\"model\": ");
        json_string(c.model);
        printf(", \"type\": \"%s\", \"device\": ", type);
        json_string(info.device);
        printf(", \"kernels\": \"%s\", \"threads\": %d, \"kv\": \"%s\", "
               "\"depth\": %d, \"n_prefill\": %d, \"n_decode\": %d, \"repeats\": %d,\n"
               "   \"prefill_tps\": %.3f, \"decode_tps\": %.3f, \"prefill_tps_median\": %.3f, "
               "\"decode_tps_median\": %.3f,\n",
               tiers[info.kernels], info.threads, caches[c.kv], r.depth, r.n_prefill, r.n_decode, repeats, pp, tg,
               median(prefill, repeats), median(decode, repeats));
        printf("   \"prefill_gflops\": %.3f, \"prefill_share\": %.4f, \"decode_gbs\": %.3f, \"decode_share\": %.4f, "
               "\"decode_share_median\": %.4f, \"decode_gflops\": %.3f,\n",
               pp_gflops, pp_gflops / peak, gbs, tg_share, median(share, repeats), tg_gflops);
        printf("   \"read_gbs\": %.3f, \"read_gbs_median\": %.3f, \"float_gflops\": %.3f, \"byte_gflops\": %.3f, "
               "\"weight_bytes\": %llu, \"bytes_per_token\": %.0f",
               most, top.read, top.floats, top.bytes, (unsigned long long)info.weight_bytes, decode_bytes);
        if (profile) json_profile(t, &top, passes);
        printf("}\n]\n");
    } else {
        if (r.gpu) printf("%d of %d layers on %s\n", info.gpu_layers, info.layers, info.device);
        printf("%s: %s kernels, %d thread%s, %s cache, depth %d; best of %d\n", info.description, tiers[info.kernels],
               info.threads, info.threads == 1 ? "" : "s", caches[c.kv], r.depth, repeats);
        printf("this machine: reads %.1f GB/s (median %.1f), products of floats %.0f, of bytes %.0f GFLOP/s\n\n", most,
               top.read, top.floats, top.bytes);
        printf("%-13s %10s %10s %8s %9s %9s %13s\n", "", "tokens/s", "median", "GB/s", "of reads", "GFLOP/s",
               "of arithmetic");
        char name[32];
        if (r.n_prefill) {
            snprintf(name, sizeof name, "prefill %d", r.n_prefill);
            printf("%-13s %10.2f %10.2f %8s %9s %9.1f %12.0f%%\n", name, pp, median(prefill, repeats), "", "",
                   pp_gflops, 100 * pp_gflops / peak);
        }
        if (r.n_decode) {
            snprintf(name, sizeof name, "decode %d", r.n_decode);
            printf("%-13s %10.2f %10.2f %8.1f %8.0f%% %9.1f %12.0f%%\n", name, tg, median(decode, repeats), gbs,
                   100 * tg_share, tg_gflops, 100 * tg_gflops / peak);
        }
        if (profile && r.n_prefill) print_profile(t, &top, 0, r.n_prefill, passes[0]);
        if (profile && r.n_decode) print_profile(t, &top, 1, 1, passes[1]);
    }

    free(series), free(p.buffer), free(r.tokens), free(t);
    infer_session_destroy(r.session);
    infer_model_close(r.model);
    return finish();
}
