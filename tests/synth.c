/* Writes a GGUF file with random weights in a real model's shape: to measure speed, or to compare engines on every
 * number format, where no trained model is at hand. cc tests/synth.c -lm -o synth
 *
 * Weights are drawn directly in the file's format, as random bits with the blocks' scales set so that they have mean 0
 * and standard deviation 1/sqrt(columns): activations keep their size from layer to layer, and 8 GB take seconds. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "../examples/common.h"

typedef struct shape {
    const char *name, *arch;
    int width, layers, heads, kv_heads, head, ff, vocabulary, context, window;
    float rope_base, epsilon;
    bool tied; /* the embedding is the output matrix too */
} shape;

static const shape shapes[] = {
    {"toy", "llama", 256, 2, 4, 2, 64, 512, 512, 2048, 512, 10000.0f, 1e-5f, true},
    {"stories-15m", "llama", 288, 6, 6, 6, 48, 768, 32000, 2048, 512, 10000.0f, 1e-5f, true},
    {"llama-1b", "llama", 2048, 16, 32, 8, 64, 8192, 32000, 131072, 512, 500000.0f, 1e-5f, true},
    {"llama-8b", "llama", 4096, 32, 32, 8, 128, 14336, 32000, 131072, 512, 500000.0f, 1e-5f, false},
    {"qwen3-0.6b", "qwen3", 1024, 28, 16, 8, 128, 3072, 151936, 40960, 512, 1e6f, 1e-6f, true},
    {"gemma3-1b", "gemma3", 1152, 26, 4, 1, 256, 6912, 262144, 32768, 512, 1e6f, 1e-6f, true},
};

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t random_state;
static uint64_t random_next(void) {
    uint64_t z = (random_state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static double random_unit(void) { return (double)(random_next() >> 11) * 0x1p-53; } /* [0, 1) */
static double random_normal(void) { return sqrt(-2 * log(1 - random_unit())) * cos(6.283185307179586 * random_unit()); }

/* ---- weights ---- */

/* How random bits become blocks of weights: where the block's scale d and minimum m stand, m as a multiple of d that
 * brings the mean to 0, and the weights' root mean square when d is 1. Where there is no m, d's sign is random. */
typedef struct filler {
    int type, fallback; /* the format for rows that are no multiple of its block */
    int d_at, m_at;
    double m_per_d, rms;
} filler;

static const filler fillers[] = {
    {INFER_TYPE_Q4_0, INFER_TYPE_F16, 0, -1, 0, 4.637},     /* d (q - 8), q 0..15 */
    {INFER_TYPE_Q4_1, INFER_TYPE_F16, 0, 2, -7.5, 4.610},   /* d q + m */
    {INFER_TYPE_Q5_0, INFER_TYPE_F16, 0, -1, 0, 9.247},     /* d (q - 16), q 0..31 */
    {INFER_TYPE_Q5_1, INFER_TYPE_F16, 0, 2, -15.5, 9.233},  /* d q + m */
    {INFER_TYPE_Q8_0, INFER_TYPE_F16, 0, -1, 0, 73.5},      /* d q, q -127..127 */
    {INFER_TYPE_Q2_K, INFER_TYPE_Q4_0, 80, 82, 1.5, 13.11}, /* s (d q - m), s 8..15, q 0..3 */
    {INFER_TYPE_Q3_K, INFER_TYPE_Q4_0, 108, -1, 0, 43.3},   /* d (s - 32) (q - 4), s 0..63, q 0..7 */
    {INFER_TYPE_Q4_K, INFER_TYPE_Q5_0, 0, 2, 7.5, 223.0},   /* s (d q - m), s 32..63, q 0..15 */
    {INFER_TYPE_Q5_K, INFER_TYPE_Q5_1, 0, 2, 15.5, 446.7},  /* s (d q - m), s 32..63, q 0..31 */
    {INFER_TYPE_Q6_K, INFER_TYPE_Q8_0, 208, -1, 0, 1366.0}, /* d s (q - 32), s -128..127, q 0..63 */
    /* measured */
    {INFER_TYPE_IQ1_S, INFER_TYPE_IQ4_NL, 0, -1, 0, 7.2},
    {INFER_TYPE_IQ1_M, INFER_TYPE_IQ4_NL, 49, -1, 0, 7.2}, /* d in four parts */
    {INFER_TYPE_IQ2_XXS, INFER_TYPE_IQ4_NL, 0, -1, 0, 53.3},
    {INFER_TYPE_IQ2_XS, INFER_TYPE_IQ4_NL, 0, -1, 0, 55.9},
    {INFER_TYPE_IQ2_S, INFER_TYPE_IQ4_NL, 0, -1, 0, 56.4},
    {INFER_TYPE_IQ3_XXS, INFER_TYPE_IQ4_NL, 0, -1, 0, 142.4},
    {INFER_TYPE_IQ3_S, INFER_TYPE_IQ4_NL, 0, -1, 0, 140.0},
    {INFER_TYPE_IQ4_NL, INFER_TYPE_F16, 0, -1, 0, 67.4},
    {INFER_TYPE_IQ4_XS, INFER_TYPE_IQ4_NL, 0, -1, 0, 1244.0},
    {INFER_TYPE_TQ1_0, INFER_TYPE_Q4_0, 52, -1, 0, 0.817},
    {INFER_TYPE_TQ2_0, INFER_TYPE_Q4_0, 64, -1, 0, 1.225},
    {INFER_TYPE_MXFP4, INFER_TYPE_F16, 0, -1, 0, 5.85},       /* d is a power of two */
    {INFER_TYPE_NVFP4, INFER_TYPE_F16, 0, -1, 0, 5.85 * 128}, /* four d, F16 / 128 without its last bits */
    {INFER_TYPE_Q1_0, INFER_TYPE_F16, 0, -1, 0, 1.0},
    {INFER_TYPE_Q2_0, INFER_TYPE_F16, 0, -1, 0, 1.225},
};

static const filler *filler_of(int type) {
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (fillers[i].type == type) return &fillers[i];
    return NULL;
}

/* The format of rows of n weights when `type` is asked for. */
static int type_for_row(int type, uint64_t n) {
    while (infer_type_bytes(type, n) == 0) type = filler_of(type)->fallback;
    return type;
}

#define CHUNK 65536 /* weights made at a time: a multiple of every block */
#define TABLE 4096

/* Gives each random block its scales; p holds n weights of random bits. */
static void set_scales(const filler *f, uint8_t *p, size_t n, const uint16_t d[64][2]) {
    size_t block = 32, bytes;
    while ((bytes = infer_type_bytes(f->type, block)) == 0) block *= 2;
    for (uint8_t *b = p; b < p + n / block * bytes; b += bytes) {
        int pick = b[f->d_at] & 63; /* the bits that d replaces choose it */
        if (f->type == INFER_TYPE_Q8_0) {
            for (int i = 2; i < 34; i++) b[i] = b[i] == 128 ? 0 : b[i]; /* quantisers give no -128 */
        } else if (f->type == INFER_TYPE_Q2_K) {
            for (int i = 0; i < 16; i++)
                b[i] = (uint8_t)(0x88 | (b[i] & 7) * 0x11); /* scale and minimum, 4 bits each */
        } else if (f->type == INFER_TYPE_Q4_K || f->type == INFER_TYPE_Q5_K) {
            for (uint8_t *s = b + 4; s < b + 8; s++) { /* scales j and j + 4, 6 bits each, and the same as minima */
                int low = 32 | (s[0] & 31), high = 32 | (s[4] & 31);
                s[0] = s[4] = (uint8_t)(low | high >> 4 << 6);
                s[8] = (uint8_t)((high & 15) * 0x11);
            }
        }
        uint16_t h = d[pick][0];
        if (f->type == INFER_TYPE_IQ1_M) {
            for (int i = 0; i < 4; i++) b[49 + 2 * i] = (uint8_t)((b[49 + 2 * i] & 15) | (h >> 4 * i & 15) << 4);
        } else if (f->type == INFER_TYPE_MXFP4) {
            b[0] = (uint8_t)(((h + 0x200) >> 10 & 31) + 113);
        } else if (f->type == INFER_TYPE_NVFP4) {
            for (int i = 0; i < 4; i++) b[i] = (uint8_t)((d[(pick + i) & 63][0] + 64) >> 7 & 0x7f);
        } else memcpy(b + f->d_at, &h, 2);
        if (f->m_at >= 0) memcpy(b + f->m_at, &d[pick][1], 2);
    }
}

static void write_matrix(infer_writer *w, int type, uint64_t n, double deviation) {
    static uint64_t bits[CHUNK / 2]; /* room for CHUNK floats */
    static float values[TABLE];      /* normal numbers to pick from, and the same in a 16-bit format */
    static uint16_t halves[TABLE];
    uint16_t d[64][2];
    const filler *f = filler_of(type);
    if (f) {
        for (int i = 0; i < 64; i++) {
            float x = (float)(deviation / f->rms * (0.75 + 0.5 * random_unit()));
            if (f->m_at < 0 && i % 2) x = -x;
            float pair[2] = {x, x * (float)f->m_per_d};
            if (infer_quantize(INFER_TYPE_F16, pair, d[i], 2, NULL) < 0) die("no F16 quantiser");
        }
    } else {
        for (int i = 0; i < TABLE; i++) values[i] = i % 2 ? -values[i - 1] : (float)(random_normal() * deviation);
        if (type != INFER_TYPE_F32 && infer_quantize(type, values, halves, TABLE, NULL) < 0)
            die("no %s quantiser", infer_type_name(type));
    }
    for (uint64_t done = 0; done < n; done += CHUNK) {
        size_t now = n - done < CHUNK ? (size_t)(n - done) : CHUNK, size = infer_type_bytes(type, now);
        if (type == INFER_TYPE_F32) {
            for (size_t i = 0; i < now; i++) ((float *)bits)[i] = values[random_next() >> 52];
        } else if (!f) {
            uint64_t r = 0;
            for (size_t i = 0; i < now; i++, r >>= 12) {
                if (i % 5 == 0) r = random_next();
                ((uint16_t *)bits)[i] = halves[r % TABLE];
            }
        } else {
            for (size_t i = 0; i < (size + 7) / 8; i++) bits[i] = random_next();
            set_scales(f, (uint8_t *)bits, now, (const uint16_t(*)[2])d);
        }
        infer_writer_data(w, bits, size);
    }
}

/* ---- tensors: first all are declared, then all are written, by the same walk ---- */

typedef struct walk {
    infer_writer *writer;
    int type;
    bool writing;
    uint64_t bytes, total, fallbacks;
} walk;

static void matrix(walk *w, const char *name, int rows, int columns, double deviation) {
    uint64_t size[2] = {(uint64_t)columns, (uint64_t)rows}, n = size[0] * size[1];
    int type = type_for_row(w->type, size[0]);
    if (!w->writing) {
        infer_writer_tensor(w->writer, name, type, 2, size);
        w->total += infer_type_bytes(type, n), w->fallbacks += type != w->type;
        return;
    }
    write_matrix(w->writer, type, n, deviation > 0 ? deviation : 1 / sqrt(columns));
    w->bytes += infer_type_bytes(type, n);
    if (isatty(2)) fprintf(stderr, "\r%3d%%", (int)(100 * w->bytes / w->total));
}

static void vector(walk *w, const char *name, int n, float mean) {
    uint64_t size[1] = {(uint64_t)n};
    if (!w->writing) {
        infer_writer_tensor(w->writer, name, INFER_TYPE_F32, 1, size);
        return;
    }
    for (int i = 0; i < n; i++) {
        float x = mean + 0.1f * (float)random_normal();
        infer_writer_data(w->writer, &x, sizeof x);
    }
}

static void tensors(walk *w, const shape *s, const char *arch, int vocabulary) {
    bool qwen2 = strcmp(arch, "qwen2") == 0, gemma3 = strcmp(arch, "gemma3") == 0;
    bool head_norms = gemma3 || strcmp(arch, "qwen3") == 0;
    matrix(w, "token_embd.weight", vocabulary, s->width, s->tied ? 0 : 0.02);
    vector(w, "output_norm.weight", s->width, 1);
    if (!s->tied) matrix(w, "output.weight", vocabulary, s->width, 0);
    for (int i = 0; i < s->layers; i++) {
        char name[64];
        int q = s->heads * s->head, kv = s->kv_heads * s->head;
#define NAME(part) (snprintf(name, sizeof name, "blk.%d." part, i), name)
        vector(w, NAME("attn_norm.weight"), s->width, 1);
        matrix(w, NAME("attn_q.weight"), q, s->width, 0);
        matrix(w, NAME("attn_k.weight"), kv, s->width, 0);
        matrix(w, NAME("attn_v.weight"), kv, s->width, 0);
        matrix(w, NAME("attn_output.weight"), s->width, q, 0);
        if (qwen2) {
            vector(w, NAME("attn_q.bias"), q, 0);
            vector(w, NAME("attn_k.bias"), kv, 0);
            vector(w, NAME("attn_v.bias"), kv, 0);
        }
        if (head_norms) {
            vector(w, NAME("attn_q_norm.weight"), s->head, 1);
            vector(w, NAME("attn_k_norm.weight"), s->head, 1);
        }
        if (gemma3) vector(w, NAME("post_attention_norm.weight"), s->width, 1);
        vector(w, NAME("ffn_norm.weight"), s->width, 1);
        matrix(w, NAME("ffn_gate.weight"), s->ff, s->width, 0);
        matrix(w, NAME("ffn_up.weight"), s->ff, s->width, 0);
        matrix(w, NAME("ffn_down.weight"), s->width, s->ff, 0);
        if (gemma3) vector(w, NAME("post_ffw_norm.weight"), s->width, 1);
#undef NAME
    }
}

/* ---- metadata ---- */

static void hyperparameters(infer_writer *w, const shape *s, const char *arch, int vocabulary) {
    char name[96];
#define KEY(part) (snprintf(name, sizeof name, "%s." part, arch), name)
    infer_writer_string(w, "general.architecture", arch);
    snprintf(name, sizeof name, "synth %s", s->name);
    infer_writer_string(w, "general.name", name);
    infer_writer_u32(w, KEY("context_length"), (uint32_t)s->context);
    infer_writer_u32(w, KEY("embedding_length"), (uint32_t)s->width);
    infer_writer_u32(w, KEY("block_count"), (uint32_t)s->layers);
    infer_writer_u32(w, KEY("feed_forward_length"), (uint32_t)s->ff);
    infer_writer_u32(w, KEY("attention.head_count"), (uint32_t)s->heads);
    infer_writer_u32(w, KEY("attention.head_count_kv"), (uint32_t)s->kv_heads);
    infer_writer_u32(w, KEY("attention.key_length"), (uint32_t)s->head);
    infer_writer_u32(w, KEY("attention.value_length"), (uint32_t)s->head);
    infer_writer_f32(w, KEY("attention.layer_norm_rms_epsilon"), s->epsilon);
    infer_writer_u32(w, KEY("rope.dimension_count"), (uint32_t)s->head);
    infer_writer_f32(w, KEY("rope.freq_base"), s->rope_base);
    if (strcmp(arch, "gemma3") == 0) infer_writer_u32(w, KEY("attention.sliding_window"), (uint32_t)s->window);
    infer_writer_u32(w, KEY("vocab_size"), (uint32_t)vocabulary);
#undef KEY
}

enum { TOKEN_NORMAL = 1, TOKEN_UNKNOWN = 2, TOKEN_CONTROL = 3, TOKEN_UNUSED = 5, TOKEN_BYTE = 6 };

static char *token_pool; /* where the next made token's text goes */

static infer_bytes token_text(const char *text) {
    infer_bytes b = {token_pool, strlen(text)};
    memcpy(token_pool, text, b.size);
    token_pool += b.size;
    return b;
}

/* Fills the places from `first` on with names that no text contains. */
static void pad_tokens(infer_bytes *tokens, float *scores, int32_t *types, int first, int n) {
    for (int i = first; i < n; i++) {
        char text[32];
        snprintf(text, sizeof text, "[PAD%d]", i);
        tokens[i] = token_text(text), scores[i] = -1e6f, types[i] = TOKEN_UNUSED;
    }
}

/* A SentencePiece vocabulary: three control tokens, 256 bytes, then "_", "a", ... "z", "__", "_a", "_b"...: every
 * string over the space and the letters, shortest first. */
static void made_vocabulary(infer_bytes *tokens, float *scores, int32_t *types, int n) {
    static const char *special[] = {"<unk>", "<s>", "</s>"};
    for (int i = 0; i < n; i++) {
        char text[32], letters[8];
        int at = 0, m = 0;
        types[i] = i == 0 ? TOKEN_UNKNOWN : i < 3 ? TOKEN_CONTROL : i < 259 ? TOKEN_BYTE : TOKEN_NORMAL;
        scores[i] = i < 259 ? 0 : (float)(259 - i);
        for (int k = i - 258; k > 0; k = (k - 1) / 27) letters[m++] = (char)((k - 1) % 27); /* bijective base 27 */
        if (i < 3) snprintf(text, sizeof text, "%s", special[i]);
        else if (i < 259) snprintf(text, sizeof text, "<0x%02X>", i - 3);
        while (m > 0) {
            int letter = letters[--m];
            at += snprintf(text + at, sizeof text - (size_t)at, letter ? "%c" : "\xe2\x96\x81", 'a' + letter - 1);
        }
        tokens[i] = token_text(text);
    }
}

/* Every tokenizer key of another file, its per-token arrays padded to n. */
static void borrow_vocabulary(infer_writer *w, const infer_model *from, infer_bytes *tokens, float *scores,
                              int32_t *types, int n) {
    infer_value v;
    const char *key;
    char text[4096];
    for (int i = 0; (key = infer_model_key(from, i, &v)); i++) {
        if (strncmp(key, "tokenizer.", 10) != 0) continue;
        if (v.type == INFER_VALUE_ARRAY && v.element_type == INFER_VALUE_STRING) {
            infer_bytes *list = (infer_bytes *)must(malloc(((size_t)v.count + (size_t)n) * sizeof *list));
            const char *p = (const char *)v.data;
            for (uint64_t k = 0; k < v.count; k++) { /* in the file: length, bytes, length, bytes... */
                uint64_t size;
                memcpy(&size, p, 8);
                list[k].data = p + 8, list[k].size = (size_t)size;
                p += 8 + size;
            }
            bool vocabulary = strcmp(key, "tokenizer.ggml.tokens") == 0;
            if (vocabulary) {
                pad_tokens(tokens, scores, types, (int)v.count, n);
                memcpy(tokens, list, (size_t)v.count * sizeof *list);
            }
            infer_writer_array(w, key, INFER_VALUE_STRING, vocabulary ? tokens : list,
                               vocabulary ? (uint64_t)n : v.count);
            free(list);
        } else if (strcmp(key, "tokenizer.ggml.scores") == 0 && v.element_type == INFER_VALUE_F32) {
            memcpy(scores, v.data, (size_t)v.count * sizeof *scores);
            infer_writer_array(w, key, INFER_VALUE_F32, scores, (uint64_t)n);
        } else if (strcmp(key, "tokenizer.ggml.token_type") == 0 && v.element_type == INFER_VALUE_I32) {
            memcpy(types, v.data, (size_t)v.count * sizeof *types);
            infer_writer_array(w, key, INFER_VALUE_I32, types, (uint64_t)n);
        } else if (v.type == INFER_VALUE_ARRAY) {
            infer_writer_array(w, key, v.element_type, v.data, v.count);
        } else if (v.type == INFER_VALUE_STRING) {
            snprintf(text, sizeof text, "%.*s", (int)v.str_size, v.str);
            if (v.str_size < sizeof text) infer_writer_string(w, key, text);
        } else if (v.type == INFER_VALUE_BOOL) {
            infer_writer_bool(w, key, v.u != 0);
        } else if (v.type == INFER_VALUE_F32 || v.type == INFER_VALUE_F64) {
            infer_writer_f32(w, key, (float)v.f);
        } else {
            infer_writer_u32(w, key, (uint32_t)v.u);
        }
    }
}

int main(int argc, char **argv) {
    const char *arch = NULL, *shape_name = "llama-1b", *type_name = "Q8_0", *vocab = NULL;
    uint64_t seed = 1;
    option options[] = {
        {"--shape", "NAME", "toy, stories-15m, llama-1b (default), llama-8b, qwen3-0.6b, gemma3-1b", OPTION_TEXT,
         &shape_name, 0, 0},
        {"--arch", "A", "llama, qwen2, qwen3 or gemma3 (default: the shape's own)", OPTION_TEXT, &arch, 0, 0},
        {"--type", "T", "F32, F16, BF16 or a quantised format; default Q8_0", OPTION_TEXT, &type_name, 0, 0},
        {"--vocab", "FILE", "borrow this GGUF's vocabulary (it may be larger than the shape's)", OPTION_TEXT, &vocab, 0,
         0},
        {"--seed", "S", "same seed, same file (default 1)", OPTION_SEED, &seed, 0, 0},
        {0}};
    int n =
        options_parse(argc, argv, options, "OUT [OPTIONS]",
                      "Writes a GGUF file with random weights in a real model's shape. Matrices have the type asked\n"
                      "for (rows that are no multiple of 256 fall back from the K types), vectors are F32.");
    if (n != 1) usage_error(n ? "unexpected argument '%s'" : "which file to write?", n ? argv[2] : "");
    const shape *s = NULL;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(shapes[i].name, shape_name) == 0) s = &shapes[i];
    if (!s) usage_error("--shape: there is no '%s'", shape_name);
    if (!arch) arch = s->arch;
    if (strcmp(arch, "llama") && strcmp(arch, "qwen2") && strcmp(arch, "qwen3") && strcmp(arch, "gemma3"))
        usage_error("--arch: expected llama, qwen2, qwen3 or gemma3, found '%s'", arch);
    int type = infer_type_find(type_name);
    if (type < 0 || (!filler_of(type) && type != INFER_TYPE_F32 && type != INFER_TYPE_F16 && type != INFER_TYPE_BF16))
        usage_error("--type: there is no '%s' to write", type_name);

    infer_error err;
    infer_model *from = NULL;
    int vocabulary = s->vocabulary;
    if (vocab) {
        infer_value tokens;
        common c = {0};
        c.model = vocab;
        from = open_model(&c, true);
        if (!infer_model_find(from, "tokenizer.ggml.tokens", &tokens)) die("%s: has no vocabulary", vocab);
        if (tokens.count > (uint64_t)vocabulary) vocabulary = (int)tokens.count;
    }
    infer_bytes *tokens = (infer_bytes *)must(calloc((size_t)vocabulary, sizeof *tokens));
    float *scores = (float *)must(calloc((size_t)vocabulary, sizeof *scores));
    int32_t *types = (int32_t *)must(calloc((size_t)vocabulary, sizeof *types));

    char *pool = token_pool = (char *)must(malloc((size_t)vocabulary * 32));

    infer_writer *w = infer_writer_open(argv[1], NULL, &err);
    if (!w) die("%s", err.message);
    hyperparameters(w, s, arch, vocabulary);
    if (from) {
        borrow_vocabulary(w, from, tokens, scores, types, vocabulary);
    } else {
        made_vocabulary(tokens, scores, types, vocabulary);
        infer_writer_string(w, "tokenizer.ggml.model", "llama");
        infer_writer_array(w, "tokenizer.ggml.tokens", INFER_VALUE_STRING, tokens, (uint64_t)vocabulary);
        infer_writer_array(w, "tokenizer.ggml.scores", INFER_VALUE_F32, scores, (uint64_t)vocabulary);
        infer_writer_array(w, "tokenizer.ggml.token_type", INFER_VALUE_I32, types, (uint64_t)vocabulary);
        infer_writer_u32(w, "tokenizer.ggml.unknown_token_id", 0);
        infer_writer_u32(w, "tokenizer.ggml.bos_token_id", 1);
        infer_writer_u32(w, "tokenizer.ggml.eos_token_id", 2);
    }
    double start = infer_seconds();
    random_state = seed;
    walk k = {w, type, false, 0, 0, 0};
    tensors(&k, s, arch, vocabulary);
    k.writing = true;
    tensors(&k, s, arch, vocabulary);
    if (isatty(2)) fputs("\r\033[K", stderr);
    if (infer_writer_close(w, &err) < 0) die("%s", err.message);
    char size[32];
    printf("%s: %s %s %s, %s of matrices in %.1f s\n", argv[1], arch, s->name, infer_type_name(type),
           bytes_text(k.total, size), infer_seconds() - start);
    if (k.fallbacks)
        fprintf(stderr, "%d matrices have rows that %s cannot hold: they have another type\n", (int)k.fallbacks,
                infer_type_name(type));
    free(pool);
    free(tokens);
    free(scores);
    free(types);
    infer_model_close(from);
    return finish();
}
