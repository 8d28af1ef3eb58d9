/* infer.h - v0.1.0 - run large language models from GGUF files: one C header, no dependencies
 *
 *   #define INFER_IMPLEMENTATION
 *   #include "infer.h"
 *   #include <stdio.h>
 *   static int show(void *user, const char *text, size_t size, int32_t token) {
 *       (void)user, (void)token;
 *       return fwrite(text, 1, size, stdout) != size; // anything but 0 stops
 *   }
 *   int main(int argc, char **argv) {
 *       infer_error err = {0};
 *       infer_model_desc md = {.path = argc > 1 ? argv[1] : "examples/tiny.gguf"};
 *       infer_model *model = infer_model_open(&md, &err);
 *       infer_session *session = infer_session_create(model, NULL, &err);
 *       infer_generate_desc gd = {.prompt = "A KV cache is", .max_tokens = 64, .on_text = show};
 *       int n = infer_generate(session, &gd, NULL, &err);
 *       if (n < 0) fprintf(stderr, "error: %s\n", err.message);
 *       infer_session_destroy(session);
 *       infer_model_close(model);
 *       return n < 0;
 *   }
 *
 * Build: cc prog.c -lm        (C11 or C++17; on older glibc also -pthread)
 *
 * Exactly one file of a program defines INFER_IMPLEMENTATION; the others just include the header.
 * A failed call leaves its reason in infer_error. Given the NULL that a failed constructor returned, every function fails
 * too and leaves that reason as it is: start with a zeroed infer_error, and one check at the end is enough.
 *
 * What it runs: GGUF v2 and v3, split files too, of the families in the table under [10] and the number formats
 * under [4]. What it does not do: train, quantise models, or fetch them. Little-endian machines only.
 *
 * CONTENTS (search for the >>tag)
 *   [1]  PUBLIC API                        >>api
 *   [2]  PLATFORM                          >>platform
 *   [3]  ERRORS AND ARENA                  >>arena
 *   [4]  NUMBER FORMATS                    >>formats
 *   [5]  GGUF                              >>gguf
 *   [6]  TOKENIZERS                        >>tokenizers
 *   [7]  CHAT TEMPLATES                    >>chat
 *   [8]  KERNELS                           >>kernels
 *   [9]  THREADS                           >>threads
 *   [10] MODEL FAMILIES                    >>families
 *   [11] THE PLAN                          >>plan
 *   [12] CPU EXECUTOR                      >>cpu
 *   [13] SAMPLING                          >>sampling
 *   [14] SESSIONS AND PUBLIC FUNCTIONS     >>session
 *
 * To learn how a transformer runs, read [11] first (the forward pass, once), then [8] and [12] (how each of its
 * operations is computed), then [5] and [4] (what is in the file), then [6] and [13] (text in, text out).
 *
 * CONFIGURATION, all optional, defined before the implementation:
 *   INFER_STATIC         every function is static to the including file (then define INFER_IMPLEMENTATION there too)
 *   INFER_API            what stands before every declaration (a dllexport, say); INFER_STATIC wins
 *   INFER_MALLOC(size), INFER_FREE(ptr)   used where a desc names no allocator; define both or neither
 *   INFER_NO_THREADS     the calling thread does all the work; needs no thread library
 *   INFER_NO_SIMD        scalar kernels only
 *   INFER_NO_STDIO       no infer_writer_* (the only part that uses <stdio.h> files)
 * infer_build_info() says what was compiled in, so that a misspelt macro shows.
 *
 * Licence: MIT or public domain, your choice; see LICENSE. */

/* ===========================================================================
 * [1] PUBLIC API                                                        >>api
 * ===========================================================================
 * Two objects. An infer_model is an open file: immutable, shared by any number of threads and sessions. An
 * infer_session is one timeline of tokens with its KV cache: one thread at a time. A desc struct that is all zeros
 * means the defaults; NULL in its place does too. Constructors return NULL on failure, other calls 0 or a count on
 * success and a negative infer_result on failure; both then fill the trailing infer_error, which may be NULL.
 * Strings are UTF-8. Nothing here exits, aborts or prints. */
#ifndef INFER_H
#define INFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INFER_VERSION_MAJOR 0
#define INFER_VERSION_MINOR 1
#define INFER_VERSION_PATCH 0
#define INFER_VERSION       "0.1.0"

#ifdef INFER_STATIC
#undef INFER_API
#ifdef __GNUC__
#define INFER_API __attribute__((unused)) static
#else
#define INFER_API static
#endif
#elif !defined(INFER_API)
#define INFER_API extern
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct infer_model infer_model;
typedef struct infer_session infer_session;

typedef enum infer_result {
    INFER_OK = 0,
    INFER_ERROR_ARGUMENT = -1,    /* a NULL, a token id or a length that makes no sense: the caller's mistake */
    INFER_ERROR_MEMORY = -2,      /* the allocator returned NULL */
    INFER_ERROR_IO = -3,          /* a file could not be opened, mapped or written */
    INFER_ERROR_FORMAT = -4,      /* the file is damaged, or not what it says it is */
    INFER_ERROR_UNSUPPORTED = -5, /* the file is sound, but needs something that infer.h does not have */
    INFER_ERROR_CONTEXT = -6,     /* the session's context is full */
    INFER_ERROR_STATE = -7        /* not now: logits before the first eval, a rewind that a sliding window forbids */
} infer_result;

typedef struct infer_error {
    int code;          /* an infer_result */
    char message[508]; /* names the file, the key or the tensor, what was expected and what was found */
} infer_error;

/* Memory. Both functions or neither; must be thread-safe if sessions are created in several threads. `size` at free is
 * the size that was asked for. Results need no particular alignment. */
typedef struct infer_allocator {
    void *(*alloc)(size_t size, void *user_data);
    void (*free)(void *ptr, size_t size, void *user_data);
    void *user_data;
} infer_allocator;

typedef enum infer_log_level { INFER_LOG_INFO = 0, INFER_LOG_WARNING = 1 } infer_log_level;

/* Without a logger the library is silent. Called from the thread that is inside the library. */
typedef struct infer_logger {
    void (*log)(int level, const char *message, void *user_data);
    void *user_data;
} infer_logger;

/* Kernel tiers. AUTO is the widest that this machine has. */
typedef enum infer_kernels {
    INFER_KERNELS_AUTO = 0,
    INFER_KERNELS_SCALAR = 1,
    INFER_KERNELS_AVX2 = 2,
    INFER_KERNELS_AVX512 = 3
} infer_kernels;

/* Number formats of tensors, with the ids that GGUF files use. */
typedef enum infer_type {
    INFER_TYPE_F32 = 0,
    INFER_TYPE_F16 = 1,
    INFER_TYPE_Q4_0 = 2,
    INFER_TYPE_Q4_1 = 3,
    INFER_TYPE_Q5_0 = 6,
    INFER_TYPE_Q5_1 = 7,
    INFER_TYPE_Q8_0 = 8,
    INFER_TYPE_Q8_1 = 9,
    INFER_TYPE_Q2_K = 10,
    INFER_TYPE_Q3_K = 11,
    INFER_TYPE_Q4_K = 12,
    INFER_TYPE_Q5_K = 13,
    INFER_TYPE_Q6_K = 14,
    INFER_TYPE_Q8_K = 15,
    INFER_TYPE_IQ2_XXS = 16,
    INFER_TYPE_IQ2_XS = 17,
    INFER_TYPE_IQ3_XXS = 18,
    INFER_TYPE_IQ1_S = 19,
    INFER_TYPE_IQ4_NL = 20,
    INFER_TYPE_IQ3_S = 21,
    INFER_TYPE_IQ2_S = 22,
    INFER_TYPE_IQ4_XS = 23,
    INFER_TYPE_I8 = 24,
    INFER_TYPE_I16 = 25,
    INFER_TYPE_I32 = 26,
    INFER_TYPE_I64 = 27,
    INFER_TYPE_F64 = 28,
    INFER_TYPE_IQ1_M = 29,
    INFER_TYPE_BF16 = 30,
    INFER_TYPE_TQ1_0 = 34,
    INFER_TYPE_TQ2_0 = 35,
    INFER_TYPE_MXFP4 = 39,
    INFER_TYPE_NVFP4 = 40,
    INFER_TYPE_Q1_0 = 41,
    INFER_TYPE_Q2_0 = 42
} infer_type;

/* ---- models ------------------------------------------------------------- */

typedef struct infer_model_desc {
    const char *path; /* a .gguf file; of a split model the first part (-00001-of-0000N.gguf) */
    const void *data; /* or the file's bytes in memory, 8-byte aligned, kept by the caller until close */
    size_t size;      /* of data */
    int threads;      /* how many threads evaluate, the caller included; 0: one per physical core, or as few as pay */
    int kernels;      /* infer_kernels: a tier to force, for tests and measurements */
    bool vocab_only;  /* open for metadata and tokenizing only: weights are neither needed nor checked */
    bool lock;        /* read the weights in and keep them in memory; where the system's limit forbids it, a warning */
    bool huge_pages;  /* copy the weights to memory in large pages; caches are put in such: a few percent faster */
    bool pin;         /* a processor for each thread but the caller's; otherwise the system moves them as it likes */
    infer_allocator allocator; /* zero: INFER_MALLOC / INFER_FREE */
    infer_logger logger;       /* zero: silence */
} infer_model_desc;

/* Opens a model. Weights stay in the file's mapping; opening touches only metadata. NULL on failure. */
INFER_API infer_model *infer_model_open(const infer_model_desc *desc, infer_error *err);

/* Every session of the model must be gone. NULL is ignored. */
INFER_API void infer_model_close(infer_model *model);

typedef struct infer_model_info {
    const char *architecture; /* "llama", "qwen3"...; as are all strings here, valid until close */
    const char *name;         /* general.name, or "" */
    const char *description;  /* one line: "llama 1.1B Q4_0", say */
    uint64_t parameters;      /* number of weights */
    uint64_t weight_bytes;    /* their size in the file */
    int context_length;       /* tokens the model was trained for */
    int embedding_length, layers, heads, kv_heads, vocabulary;
    int kernels; /* the tier in use */
    int threads; /* the number in use */
} infer_model_info;

INFER_API int infer_model_get_info(const infer_model *model, infer_model_info *out, infer_error *err);

/* A metadata value, types as in GGUF. Numbers are in all of u, i and f (converted); strings in str (not terminated). */
typedef enum infer_value_type {
    INFER_VALUE_U8 = 0,
    INFER_VALUE_I8 = 1,
    INFER_VALUE_U16 = 2,
    INFER_VALUE_I16 = 3,
    INFER_VALUE_U32 = 4,
    INFER_VALUE_I32 = 5,
    INFER_VALUE_F32 = 6,
    INFER_VALUE_BOOL = 7,
    INFER_VALUE_STRING = 8,
    INFER_VALUE_ARRAY = 9,
    INFER_VALUE_U64 = 10,
    INFER_VALUE_I64 = 11,
    INFER_VALUE_F64 = 12
} infer_value_type;

typedef struct infer_value {
    int type;         /* infer_value_type */
    int element_type; /* of an array */
    uint64_t count;   /* elements of an array; otherwise 1 */
    uint64_t u;
    int64_t i;
    double f;
    const char *str; /* STRING: its bytes */
    size_t str_size;
    const void *data; /* where the value, or an array's first element, stands in the file */
} infer_value;

/* Metadata by key; false if there is no such key. Pointers are valid until close. */
INFER_API bool infer_model_find(const infer_model *model, const char *key, infer_value *out);
/* Metadata by index, to list it; NULL past the end, otherwise the key (terminated, valid until close). */
INFER_API const char *infer_model_key(const infer_model *model, int index, infer_value *out);
/* Element `index` of an array value; false past its end. Strings take time linear in index. */
INFER_API bool infer_value_element(const infer_value *array, uint64_t index, infer_value *out);

typedef struct infer_tensor_info {
    const char *name;
    int type;              /* infer_type, or another of GGUF's ids */
    const char *type_name; /* "Q4_K"; "?" where infer.h does not know the type */
    int dimensions;
    uint64_t size[4]; /* fastest-varying first: a matrix has size[1] rows of size[0] weights */
    uint64_t bytes;
    const void *data;
} infer_tensor_info;

/* Tensor `index`; false past the last. */
INFER_API bool infer_model_tensor(const infer_model *model, int index, infer_tensor_info *out);

/* Converts n weights (a multiple of the format's block) of a tensor to float. */
INFER_API int infer_dequantize(int type, const void *src, float *dst, size_t n, infer_error *err);
/* Converts n floats to a format; for those without a quantiser here: INFER_ERROR_UNSUPPORTED. */
INFER_API int infer_quantize(int type, const float *src, void *dst, size_t n, infer_error *err);
/* Bytes of n weights in a format; 0 if the type is unknown or n is no multiple of its block. */
INFER_API size_t infer_type_bytes(int type, size_t n);
/* The format of a name such as "Q4_K", or -1; and its name, or NULL. */
INFER_API int infer_type_find(const char *name);
INFER_API const char *infer_type_name(int type);

/* ---- tokens and text ---------------------------------------------------- */

enum {
    INFER_TOKENIZE_NO_BOS = 1, /* add neither the BOS nor the EOS token that the model's metadata asks for */
    INFER_TOKENIZE_PLAIN = 2   /* the names of control tokens are ordinary text; for text that is not trusted */
};

/* Text to token ids. Writes at most `max` ids to `tokens` and returns how many the whole text has (as snprintf does,
 * so max 0 with tokens NULL measures). Any bytes are accepted, invalid UTF-8 too. */
INFER_API int infer_tokenize(const infer_model *model, const char *text, size_t size, int flags, int32_t *tokens,
                             int max, infer_error *err);

/* Token ids to text, the inverse: writes at most `max` bytes (no terminator), returns the whole length. With
 * INFER_TOKENIZE_PLAIN control tokens are left out; without, their names are written. */
INFER_API int infer_detokenize(const infer_model *model, const int32_t *tokens, int n, int flags, char *text, int max,
                               infer_error *err);

/* Token by token, never half a character: a zeroed stream keeps the bytes of an unfinished character until the token
 * that completes it. Returns the bytes written; room for the longest token plus 8 is always enough. token -1 flushes
 * what is left. Control tokens give no text. */
typedef struct infer_text_stream {
    unsigned char pending[4];
    int n_pending;
    bool started; /* whether the space that SentencePiece puts before a text has been dropped */
} infer_text_stream;
INFER_API int infer_stream_text(const infer_model *model, infer_text_stream *stream, int32_t token, char *text,
                                int max);

/* A token of the model's choice, or -1 where it has none. */
typedef enum infer_special { INFER_TOKEN_BOS, INFER_TOKEN_EOS, INFER_TOKEN_EOT, INFER_TOKEN_UNKNOWN } infer_special;
INFER_API int32_t infer_model_special(const infer_model *model, int which);
/* Whether the token ends a generation (EOS, end of turn, end of message). */
INFER_API bool infer_token_is_end(const infer_model *model, int32_t token);

typedef struct infer_message {
    const char *role; /* "system", "user" or "assistant" */
    const char *content;
} infer_message;

/* Renders a conversation as the model's chat template does; with `open_reply` it ends where the assistant speaks.
 * Writes at most `max` bytes, terminated if there is room; returns the whole length. The result starts without the BOS
 * token's text: infer_tokenize adds the token. A template that is not recognised falls back to ChatML (a warning in
 * the log, infer_chat_template_name says "chatml"). */
INFER_API int infer_chat_format(const infer_model *model, const infer_message *messages, int n, bool open_reply,
                                char *text, size_t max, infer_error *err);
/* The recognised template's name: "chatml", "llama3"...; never NULL. */
INFER_API const char *infer_chat_template_name(const infer_model *model);

/* ---- sessions ----------------------------------------------------------- */

/* How the next token is chosen. All zeros: greedy. The steps run in this order, each skipped at 0:
 * bias, penalties, top_k, typical_p, top_p, min_p, temperature, then one draw. The result depends on nothing but the
 * logits, these fields and the session's tokens: the same on every machine. */
typedef struct infer_sampling {
    float temperature;       /* 0: the most likely token; 1: the model's own distribution */
    int top_k;               /* keep the k most likely */
    float top_p;             /* keep the most likely that together reach this probability */
    float min_p;             /* keep those at least this fraction as likely as the most likely */
    float typical_p;         /* locally typical sampling (Meister et al. 2022) */
    float repeat_penalty;    /* divide positive, multiply negative logits of tokens seen (Keskar et al. 2019); 1: off */
    float frequency_penalty; /* subtract this for each time a token was seen */
    float presence_penalty;  /* subtract this once if a token was seen */
    int penalty_window;      /* how many of the last tokens count as seen; 0: 64, -1: all */
    uint64_t seed;           /* 0 is a seed like any other */
    const struct infer_logit_bias *bias; /* kept by the caller while in use */
    int n_bias;
} infer_sampling;

typedef struct infer_logit_bias {
    int32_t token;
    float bias; /* added to the logit; -INFINITY forbids the token */
} infer_logit_bias;

typedef enum infer_kv { INFER_KV_F16 = 0, INFER_KV_F32 = 1, INFER_KV_Q8_0 = 2 } infer_kv;

/* What an op of the plan has just computed: rows x columns floats, valid during the call. */
typedef struct infer_trace {
    const char *name; /* "q", "attention", "residual"...: see [11] */
    int layer;        /* -1 before the first and after the last layer */
    int position;     /* of the first row's token */
    int rows, columns;
    const float *data; /* row-major */
} infer_trace;

/* What an op of the plan has just cost. */
typedef struct infer_profile {
    const char *name; /* "qkv", "attention"...: see [11] */
    int layer;        /* -1 before the first and after the last layer */
    int rows;         /* tokens computed; 0 where only tokens with logits count and the batch has none */
    double seconds;   /* until every thread was done */
    uint64_t bytes;   /* of weights and KV cache, each counted once */
    uint64_t flops;   /* two per multiply-add of a product, or of attention over the keys that it can see */
} infer_profile;

/* What becomes of the vectors of a text's tokens. */
typedef enum infer_pooling {
    INFER_POOLING_MODEL = 0, /* what the file says; without a word of it the mean, of causal models the last */
    INFER_POOLING_NONE = 1,  /* one vector for each token */
    INFER_POOLING_MEAN = 2,
    INFER_POOLING_CLS = 3, /* the first token's */
    INFER_POOLING_LAST = 4,
    INFER_POOLING_RANK = 5 /* the classifier's scores, for reranking */
} infer_pooling;

typedef struct infer_session_desc {
    int context; /* most tokens on the timeline; 0: what the model was trained for, at most 4096 */
    int batch;   /* most tokens evaluated together; 0: 512 */
    int kv;      /* infer_kv: number format of the KV cache */
    int pooling; /* infer_pooling: what infer_embed makes of a text's vectors */
    infer_sampling sampling;
    void (*trace)(const infer_trace *op, void *user_data); /* called on the session's thread after each op */
    void *trace_user_data;
    void (*profile)(const infer_profile *op, void *user_data); /* the same; the clock is read only if it is set */
    void *profile_user_data;
    infer_allocator allocator; /* zero: the model's */
} infer_session_desc;

/* All memory of a session is allocated here; evaluating and sampling allocate nothing. */
INFER_API infer_session *infer_session_create(infer_model *model, const infer_session_desc *desc, infer_error *err);
INFER_API void infer_session_destroy(infer_session *session); /* NULL is ignored */

/* What a session would need, in bytes, before it is made. */
typedef struct infer_memory {
    uint64_t weights;     /* mapped from the file, shared by all sessions */
    uint64_t model;       /* allocated by the open model: names, vocabulary index */
    uint64_t kv_cache;    /* per session */
    uint64_t activations; /* per session */
    uint64_t session;     /* per session, all of it: kv_cache + activations + plan, tokens, sampler */
} infer_memory;
INFER_API int infer_session_memory(const infer_model *model, const infer_session_desc *desc, infer_memory *out,
                                   infer_error *err);

/* Appends n tokens to the timeline: the prompt's (prefill) or the last one chosen (decode). Afterwards infer_logits
 * has the last one's. If the context cannot hold them all, nothing is evaluated: INFER_ERROR_CONTEXT. */
INFER_API int infer_eval(infer_session *session, const int32_t *tokens, int n, infer_error *err);
/* The same, and writes every token's logits: n x vocabulary floats. */
INFER_API int infer_eval_all(infer_session *session, const int32_t *tokens, int n, float *logits, infer_error *err);
/* Logits of the last token: `vocabulary` floats, valid until the next eval; NULL if nothing has been evaluated. */
INFER_API const float *infer_logits(const infer_session *session);

/* Chooses the next token from infer_logits (does not append it): a token id or a negative infer_result. */
INFER_API int32_t infer_sample(infer_session *session, infer_error *err);
/* Replaces the sampling settings and seeds the generator again. */
INFER_API int infer_session_set_sampling(infer_session *session, const infer_sampling *sampling, infer_error *err);

/* Embeddings of n texts, evaluated together as far as the session's batch goes, which must hold the longest: `lengths`
 * has the tokens of each, `tokens` all of them. Writes a vector for each text (pooling NONE: for each token), of length 1
 * except for scores. Returns the floats of one vector; with `out` NULL it does no more. The timeline is lost. */
INFER_API int infer_embed(infer_session *session, const int32_t *tokens, const int *lengths, int n, float *out,
                          infer_error *err);

/* The timeline's length, and its tokens. */
INFER_API int infer_session_length(const infer_session *session);
INFER_API int infer_session_context(const infer_session *session);
INFER_API const int32_t *infer_session_tokens(const infer_session *session);
/* Rewinds to the first n tokens; n 0 always works. INFER_ERROR_STATE where a sliding window has already let go of what
 * the n-th token needs: then rewind to 0 and evaluate again. */
INFER_API int infer_session_truncate(infer_session *session, int n, infer_error *err);
/* Rewinds to the longest prefix that the timeline shares with `tokens`, so that only the rest need be evaluated.
 * Returns its length: at most n - 1, so that evaluating the rest yields logits; 0 where a rewind is impossible. */
INFER_API int infer_session_reuse(infer_session *session, const int32_t *tokens, int n, infer_error *err);

/* The timeline as bytes: tokens, KV cache, last logits, generator. save returns their size, or 0 on failure; with max 0 it
 * only measures, with less room than that it fails and writes nothing. restore wants the same model and kind of cache, any context that can hold it. */
INFER_API size_t infer_session_save(const infer_session *session, void *data, size_t max, infer_error *err);
INFER_API int infer_session_restore(infer_session *session, const void *data, size_t size, infer_error *err);

/* ---- generation --------------------------------------------------------- */

/* Models think and call tools between markers, such as <think> and </think>. The markers are part of the text that
 * they enclose, even where the vocabulary has them as control tokens, which give no text otherwise. */
typedef enum infer_text_kind {
    INFER_TEXT_ANSWER = 0,
    INFER_TEXT_THINKING = 1,
    INFER_TEXT_TOOL_CALL = 2
} infer_text_kind;

typedef struct infer_generate_desc {
    const char *prompt;    /* appended to the timeline; NULL: go on from infer_logits */
    size_t prompt_size;    /* 0: up to its terminator */
    int tokenize_flags;    /* for the prompt; BOS is added only at the beginning of a timeline */
    const int32_t *tokens; /* or the prompt's token ids (then prompt is NULL) */
    int n_tokens;
    int max_tokens;          /* 0: until the model ends or the context is full */
    const char *const *stop; /* texts that end the generation; not passed to on_text */
    int n_stop;
    bool ignore_end; /* go on past the model's end-of-generation tokens */
    /* Receives whole characters as they come; returns anything but 0 to stop. token is the last of them. */
    int (*on_text)(void *user_data, const char *text, size_t size, int32_t token);
    /* Called before on_text gets the first text of another kind (infer_text_kind) than before; it begins as an answer. */
    void (*on_kind)(void *user_data, int kind);
    /* Called between batches of a long prompt; returns anything but 0 to stop. */
    int (*on_prompt)(void *user_data, int done, int total);
    void *user_data;
} infer_generate_desc;

typedef enum infer_stop {
    INFER_STOP_END = 0,     /* the model said so */
    INFER_STOP_LIMIT = 1,   /* max_tokens */
    INFER_STOP_CONTEXT = 2, /* the context is full */
    INFER_STOP_TEXT = 3,    /* one of stop */
    INFER_STOP_CALLBACK = 4 /* on_text or on_prompt */
} infer_stop;

typedef struct infer_generation {
    int prompt_tokens, tokens;
    int stop;                       /* infer_stop */
    double prompt_seconds, seconds; /* evaluating the prompt; everything after it */
} infer_generation;

/* Evaluates the prompt and generates: returns the number of tokens generated, or a negative infer_result. All of them
 * are then on the timeline (an ending token too), so that a call without a prompt goes on from there. `out` may be
 * NULL. */
INFER_API int infer_generate(infer_session *session, const infer_generate_desc *desc, infer_generation *out,
                             infer_error *err);

/* ---- attention alone ---------------------------------------------------- */

/* softmax(cap(scale * Q K^T) + mask) V on plain arrays, by the kernels that models run on, without a model. Query i
 * stands at position n_kv - n_q + i among the keys: the last query beside the last key. Heads share kv heads in groups
 * of heads / kv_heads. Memory grows with the lengths, never with their product. */
typedef enum infer_rope { INFER_ROPE_NONE = 0, INFER_ROPE_PAIRS = 1, INFER_ROPE_HALVES = 2 } infer_rope;

typedef struct infer_attention_desc {
    const void *q, *k, *v;
    void *out;
    int q_type, kv_type, out_type; /* INFER_TYPE_F32 (0) or INFER_TYPE_F16 */
    int n_q, n_kv;                 /* tokens */
    int heads, kv_heads;           /* kv_heads 0: as many as heads */
    int head_dim;                  /* fast: multiples of 8 up to 256 */
    /* strides, in elements: from a token to the next, from a head to the next; 0: packed, [token][head][head_dim] */
    size_t q_token, q_head, k_token, k_head, v_token, v_head, out_token, out_head;
    bool causal;               /* a query sees no key after itself; n_q <= n_kv */
    int window;                /* nor keys `window` or more positions away; 0: all; n_q <= n_kv */
    float softcap;             /* scores become cap * tanh(score / cap); 0: they stay */
    float scale;               /* of the scores; 0: 1 / sqrt(head_dim) */
    int rope;                  /* infer_rope: rotate q and k first, pairs (2i, 2i+1) or halves (i, i + head_dim/2) */
    float rope_base;           /* 0: 10000 */
    int rope_position;         /* of the first key */
    int threads;               /* the caller included; 0: one per physical core, 1 for little work */
    int kernels;               /* infer_kernels */
    infer_allocator allocator; /* zero: INFER_MALLOC / INFER_FREE */
} infer_attention_desc;

INFER_API int infer_attention(const infer_attention_desc *desc, infer_error *err);

/* ---- writing GGUF files ------------------------------------------------- */

#ifndef INFER_NO_STDIO
/* Add every key, then every tensor, then each tensor's data in the same order, then close. The first failure sticks:
 * later calls do nothing, and infer_writer_close reports it (and removes the file). */
typedef struct infer_writer infer_writer;
INFER_API infer_writer *infer_writer_open(const char *path, const infer_allocator *allocator, infer_error *err);
INFER_API void infer_writer_u32(infer_writer *w, const char *key, uint32_t value);
INFER_API void infer_writer_f32(infer_writer *w, const char *key, float value);
INFER_API void infer_writer_bool(infer_writer *w, const char *key, bool value);
INFER_API void infer_writer_string(infer_writer *w, const char *key, const char *value);
/* An array: n elements of a numeric type from `data`, or, for INFER_VALUE_STRING, n infer_bytes. */
typedef struct infer_bytes {
    const char *data;
    size_t size;
} infer_bytes;
INFER_API void infer_writer_array(infer_writer *w, const char *key, int element_type, const void *data, uint64_t n);
INFER_API void infer_writer_tensor(infer_writer *w, const char *name, int type, int dimensions, const uint64_t *size);
/* The next tensor's bytes; may come in several pieces. */
INFER_API void infer_writer_data(infer_writer *w, const void *data, size_t size);
INFER_API int infer_writer_close(infer_writer *w, infer_error *err);
#endif

/* One line: version, compiled-in options and tiers. */
INFER_API const char *infer_build_info(void);
/* Seconds of a monotonic clock, for measuring. */
INFER_API double infer_seconds(void);

#ifdef __cplusplus
}
#endif
#endif /* INFER_H */

#ifdef INFER_IMPLEMENTATION
#ifndef INFER_IMPLEMENTATION_DONE
#define INFER_IMPLEMENTATION_DONE

/* ===========================================================================
 * [2] PLATFORM                                                     >>platform
 * ===========================================================================
 * Everything that differs between systems: files mapped for reading, threads, the clock, atomics, what the CPU can do.
 * The rest of the file is plain C. Under -std=c11 glibc hides clock_gettime and madvise if the program included a libc
 * header first, so neither is needed here. */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(_WIN32)
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#else
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifndef INFER_NO_THREADS
#include <pthread.h>
#endif
#ifdef __linux__
#include <sys/syscall.h>
#ifndef __cplusplus /* strict modes of C hide it */
extern long syscall(long number, ...);
#endif
#endif
#endif

#if (defined(__x86_64__) || defined(_M_X64)) && !defined(INFER_NO_SIMD)
#define INFER__X86 1
#include <immintrin.h>
#ifdef _MSC_VER
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "infer.h: GGUF data are used in place, which takes a little-endian machine"
#endif
#if defined(INFER_MALLOC) != defined(INFER_FREE)
#error "infer.h: define both INFER_MALLOC and INFER_FREE, or neither"
#endif
#ifndef INFER_MALLOC
#define INFER_MALLOC(size) malloc(size)
#define INFER_FREE(ptr)    free(ptr)
#endif

#ifdef INFER_STATIC
#define INFER__DEF static
#else
#define INFER__DEF /* the declarations above carry the linkage */
#endif

#ifdef __cplusplus
#define INFER__ZERO \
    {}
#else
#define INFER__ZERO \
    { 0 }
#endif

/* Plain `cc`, without -O, is to be fast as well: gcc can be told here, and is told to forget it at the end of the file. */
#if defined(__GNUC__) && !defined(__clang__) && !defined(__OPTIMIZE__)
#define INFER__UNOPTIMIZED 1
#pragma GCC push_options
#pragma GCC optimize("O2")
#endif

#if defined(__GNUC__)
#define INFER__RESTRICT     __restrict__
#define INFER__PRINTF(f, a) __attribute__((format(printf, f, a)))
#define INFER__TARGET(isa)  __attribute__((target(isa)))
#define INFER__UNUSED       __attribute__((unused))
#else
#define INFER__RESTRICT __restrict
#define INFER__PRINTF(f, a)
#define INFER__TARGET(isa)
#define INFER__UNUSED
#endif

#define INFER__STATIC_ASSERT(cond, name) typedef char infer__assert_##name[(cond) ? 1 : -1] INFER__UNUSED
#define INFER__COUNT(a)                  (sizeof(a) / sizeof((a)[0]))
#define INFER__MIN(a, b)                 ((a) < (b) ? (a) : (b))
#define INFER__MAX(a, b)                 ((a) > (b) ? (a) : (b))

/* Atomics on int, sequentially consistent; add returns the old value. */
#if defined(INFER_NO_THREADS)
static void infer__atomic_store(volatile int *p, int v) { *p = v; }
static int infer__atomic_add(volatile int *p, int v) { return (*p += v) - v; }
#elif defined(_MSC_VER)
static int infer__atomic_load(volatile int *p) { return (int)_InterlockedOr((volatile long *)p, 0); }
static void infer__atomic_store(volatile int *p, int v) { _InterlockedExchange((volatile long *)p, v); }
static int infer__atomic_add(volatile int *p, int v) { return (int)_InterlockedExchangeAdd((volatile long *)p, v); }
#else
static int infer__atomic_load(volatile int *p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }
static void infer__atomic_store(volatile int *p, int v) { __atomic_store_n(p, v, __ATOMIC_SEQ_CST); }
static int infer__atomic_add(volatile int *p, int v) { return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST); }
#endif

#ifdef INFER_NO_THREADS
typedef int infer__mutex;
static void infer__mutex_init(infer__mutex *m) { *m = 0; }
static void infer__mutex_free(infer__mutex *m) { (void)m; }
static void infer__mutex_lock(infer__mutex *m) { (void)m; }
static void infer__mutex_unlock(infer__mutex *m) { (void)m; }
#elif defined(_WIN32)
typedef SRWLOCK infer__mutex;
typedef CONDITION_VARIABLE infer__cond;
typedef HANDLE infer__thread;
#define INFER__THREAD_FN(name, arg) static DWORD WINAPI name(LPVOID arg)
#define INFER__THREAD_RETURN        return 0
static void infer__mutex_init(infer__mutex *m) { InitializeSRWLock(m); }
static void infer__mutex_free(infer__mutex *m) { (void)m; }
static void infer__mutex_lock(infer__mutex *m) { AcquireSRWLockExclusive(m); }
static void infer__mutex_unlock(infer__mutex *m) { ReleaseSRWLockExclusive(m); }
static void infer__cond_init(infer__cond *c) { InitializeConditionVariable(c); }
static void infer__cond_free(infer__cond *c) { (void)c; }
static void infer__cond_wait(infer__cond *c, infer__mutex *m) { SleepConditionVariableSRW(c, m, INFINITE, 0); }
static void infer__cond_wake_all(infer__cond *c) { WakeAllConditionVariable(c); }
static bool infer__thread_start(infer__thread *t, LPTHREAD_START_ROUTINE fn, void *arg) {
    *t = CreateThread(NULL, 0, fn, arg, 0, NULL);
    return *t != NULL;
}
static void infer__thread_join(infer__thread t) {
    WaitForSingleObject(t, INFINITE);
    CloseHandle(t);
}
#else
typedef pthread_mutex_t infer__mutex;
typedef pthread_cond_t infer__cond;
typedef pthread_t infer__thread;
#define INFER__THREAD_FN(name, arg) static void *name(void *arg)
#define INFER__THREAD_RETURN        return NULL
static void infer__mutex_init(infer__mutex *m) { pthread_mutex_init(m, NULL); }
static void infer__mutex_free(infer__mutex *m) { pthread_mutex_destroy(m); }
static void infer__mutex_lock(infer__mutex *m) { pthread_mutex_lock(m); }
static void infer__mutex_unlock(infer__mutex *m) { pthread_mutex_unlock(m); }
static void infer__cond_init(infer__cond *c) { pthread_cond_init(c, NULL); }
static void infer__cond_free(infer__cond *c) { pthread_cond_destroy(c); }
static void infer__cond_wait(infer__cond *c, infer__mutex *m) { pthread_cond_wait(c, m); }
static void infer__cond_wake_all(infer__cond *c) { pthread_cond_broadcast(c); }
static bool infer__thread_start(infer__thread *t, void *(*fn)(void *), void *arg) {
    return pthread_create(t, NULL, fn, arg) == 0;
}
static void infer__thread_join(infer__thread t) { pthread_join(t, NULL); }
#endif

#ifndef INFER_NO_THREADS
/* Tells the core that it is in a waiting loop. */
static void infer__pause(void) {
#if defined(INFER__X86)
    _mm_pause();
#endif
}
#endif

INFER__DEF double infer_seconds(void) {
#if defined(_WIN32)
    LARGE_INTEGER now, frequency;
    QueryPerformanceCounter(&now), QueryPerformanceFrequency(&frequency);
    return (double)now.QuadPart / (double)frequency.QuadPart;
#else
    struct timespec t;
#if defined(CLOCK_MONOTONIC)
    clock_gettime(CLOCK_MONOTONIC, &t);
#else
    timespec_get(&t, TIME_UTC);
#endif
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
#endif
}

/* Processors that this thread may run on, and one of each physical core: two hyperthreads of a core share the units that
 * matrix products keep busy. Where the system does not tell, every processor counts as a core. */
#if defined(__linux__)
#define INFER__MAX_CPUS 4096
typedef struct infer__cpu_set {
    unsigned char bits[INFER__MAX_CPUS / 8]; /* the kernel's words are little-endian, as are we */
} infer__cpu_set;

static infer__cpu_set infer__cpus_allowed(void) {
    infer__cpu_set set = INFER__ZERO;
    if (syscall(SYS_sched_getaffinity, 0, sizeof set, &set) < 0) set.bits[0] = 1;
    return set;
}
static bool infer__cpu_in(const infer__cpu_set *set, int i) { return set->bits[i / 8] >> i % 8 & 1; }

/* Processor number `which` of the set, cores only: siblings ("0,64" or "0-1") are known by the first of them. Returns how
 * many there are up to it. */
static int infer__find_core(int which, int *cpu) {
    infer__cpu_set allowed = infer__cpus_allowed(), seen = INFER__ZERO;
    int cores = 0;
    for (int i = 0; i < INFER__MAX_CPUS && cores <= which; i++) {
        if (!infer__cpu_in(&allowed, i)) continue;
        char path[96], text[32] = "";
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", i);
        int fd = open(path, O_RDONLY), first = i;
        if (fd >= 0 && read(fd, text, sizeof text - 1) > 0) first = atoi(text) % INFER__MAX_CPUS;
        if (fd >= 0) close(fd);
        if (infer__cpu_in(&seen, first)) continue;
        seen.bits[first / 8] = (unsigned char)(seen.bits[first / 8] | 1 << first % 8);
        cores++, *cpu = i;
    }
    return cores;
}
#endif

static int infer__cpu_count(void) {
#if defined(_WIN32)
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return (int)info.dwNumberOfProcessors;
#elif defined(__linux__)
    infer__cpu_set set = infer__cpus_allowed();
    int n = 0;
    for (int i = 0; i < INFER__MAX_CPUS; i++) n += infer__cpu_in(&set, i);
    return INFER__MIN(n, 1024);
#else
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 1024 ? 1024 : (int)n;
#endif
}

static int infer__physical_cores(void) {
#if defined(__linux__)
    int last;
    return infer__find_core(1023, &last);
#else
    return infer__cpu_count();
#endif
}

#ifndef INFER_NO_THREADS
/* Keeps the calling thread on core `which` of those it may run on; with fewer cores it stays free. */
static void infer__pin_thread(int which) {
#if defined(__linux__)
    infer__cpu_set one = INFER__ZERO;
    int cpu = 0;
    if (infer__find_core(which, &cpu) <= which) return;
    one.bits[cpu / 8] = (unsigned char)(1 << cpu % 8);
    syscall(SYS_sched_setaffinity, 0, sizeof one, &one);
#elif defined(_WIN32)
    if (which < infer__cpu_count() && which < 64) SetThreadAffinityMask(GetCurrentThread(), (DWORD_PTR)1 << which);
#else
    (void)which;
#endif
}
#endif

/* Reads n bytes at p in and keeps them in memory; NULL, or why not. */
static const char *infer__lock_memory(const void *p, size_t n) {
#if defined(_WIN32)
    SIZE_T least, most;
    HANDLE self = GetCurrentProcess();
    bool done = GetProcessWorkingSetSize(self, &least, &most) && SetProcessWorkingSetSize(self, least + n, most + n) &&
                VirtualLock((void *)(uintptr_t)p, n);
    return done ? NULL : "the system does not allow it";
#else
    return mlock(p, n) == 0                    ? NULL
           : errno == ENOMEM || errno == EPERM ? "the limit is too low (ulimit -l)"
                                               : strerror(errno);
#endif
}
static void infer__unlock_memory(const void *p, size_t n) {
#if defined(_WIN32)
    VirtualUnlock((void *)(uintptr_t)p, n);
#else
    munlock(p, n);
#endif
}

#define INFER__LARGE_PAGE ((size_t)2 << 20)

/* Asks for the whole large pages between p and p + n, before they are touched; NULL, or why not. */
static const char *infer__use_large_pages(void *p, size_t n) {
#if defined(__linux__)
    uintptr_t mask = INFER__LARGE_PAGE - 1, lo = ((uintptr_t)p + mask) & ~mask, hi = ((uintptr_t)p + n) & ~mask;
    return lo >= hi || syscall(SYS_madvise, lo, hi - lo, 14 /* MADV_HUGEPAGE */) == 0 ? NULL : strerror(errno);
#else
    (void)p, (void)n;
    return "not on this system";
#endif
}

/* The widest kernel tier this CPU and its operating system can run: the instructions by cpuid, the registers that the
 * system saves by xgetbv. */
static int infer__cpu_tier(void) {
#ifdef INFER__X86
    unsigned r1[4], r7[4];
#ifdef _MSC_VER
    __cpuid((int *)r1, 1), __cpuidex((int *)r7, 7, 0);
#else
    if (__get_cpuid_max(0, NULL) < 7) return INFER_KERNELS_SCALAR;
    __cpuid_count(1, 0, r1[0], r1[1], r1[2], r1[3]);
    __cpuid_count(7, 0, r7[0], r7[1], r7[2], r7[3]);
#endif
    const unsigned need1 = 1u << 12 | 1u << 27 | 1u << 28 | 1u << 29; /* fma, osxsave, avx, f16c */
    if ((r1[2] & need1) != need1 || !(r7[1] & 1u << 5)) return INFER_KERNELS_SCALAR;
    uint64_t saved;
#ifdef _MSC_VER
    saved = _xgetbv(0);
#else
    unsigned lo, hi;
    __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
    saved = (uint64_t)hi << 32 | lo;
#endif
    if ((saved & 6) != 6) return INFER_KERNELS_SCALAR;
    const unsigned need7 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;                     /* avx512 f, dq, bw, vl */
    bool wide = (r7[1] & need7) == need7 && (r7[2] & 1u << 11) && (saved & 0xe6) == 0xe6; /* vnni; zmm saved */
    return wide ? INFER_KERNELS_AVX512 : INFER_KERNELS_AVX2;
#else
    return INFER_KERNELS_SCALAR;
#endif
}

/* A file's bytes, mapped read-only and privately: pages come in when they are touched and are shared by processes. */
typedef struct infer__map {
    const uint8_t *data;
    size_t size;
} infer__map;

static const char *infer__map_open(infer__map *map, const char *path) { /* NULL, or what failed */
    map->data = NULL, map->size = 0;
#if defined(_WIN32)
    wchar_t wide[1024];
    if (!MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 1024)) return "not a valid path";
    HANDLE file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return "cannot be opened";
    LARGE_INTEGER size;
    HANDLE mapping = GetFileSizeEx(file, &size) && size.QuadPart > 0
                         ? CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL)
                         : NULL;
    void *data = mapping ? MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0) : NULL;
    if (mapping) CloseHandle(mapping);
    CloseHandle(file);
    if (!data) return "cannot be mapped (is it empty?)";
    map->data = (const uint8_t *)data, map->size = (size_t)size.QuadPart;
    return NULL;
#else
    int fd = open(path, O_RDONLY);
    if (fd < 0) return strerror(errno);
    struct stat st;
    const char *why = NULL;
    if (fstat(fd, &st) != 0) why = strerror(errno);
    else if (!S_ISREG(st.st_mode)) why = "not a regular file";
    else if (st.st_size <= 0) why = "the file is empty";
    else if ((uint64_t)st.st_size > SIZE_MAX) why = "larger than the address space";
    else {
        void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED) why = strerror(errno);
        else map->data = (const uint8_t *)data, map->size = (size_t)st.st_size;
    }
    close(fd);
    return why;
#endif
}

static void infer__map_close(infer__map *map) {
    if (!map->data) return;
#if defined(_WIN32)
    UnmapViewOfFile(map->data);
#else
    munmap((void *)(uintptr_t)map->data, map->size);
#endif
    map->data = NULL;
}

/* ===========================================================================
 * [3] ERRORS AND ARENA                                                >>arena
 * ===========================================================================
 * An error is written once, where it is found, with the names and numbers at hand. Memory is a few arenas, each sized
 * before it is made: a layout function that only calls infer__push runs twice, first with no memory behind the arena to
 * measure, then to place. Nothing is freed one by one and nothing grows. */

INFER__PRINTF(3, 4) static int infer__fail(infer_error *err, int code, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
        err->code = code;
    }
    return code;
}

/* For a NULL where an object should be: the error that explains the NULL, if there is one, stays. */
static int infer__null(infer_error *err, const char *what) {
    if (!err || err->code == INFER_OK) infer__fail(err, INFER_ERROR_ARGUMENT, "%s is NULL", what);
    return INFER_ERROR_ARGUMENT;
}

INFER__PRINTF(3, 4) static void infer__log(const infer_logger *logger, int level, const char *format, ...) {
    if (!logger->log) return;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    logger->log(level, text, logger->user_data);
}

static void *infer__alloc(const infer_allocator *a, size_t size) {
    return a && a->alloc ? a->alloc(size, a->user_data) : INFER_MALLOC(size);
}
static void infer__free(const infer_allocator *a, void *ptr, size_t size) {
    if (!ptr) return;
    if (a && a->free) a->free(ptr, size, a->user_data);
    else INFER_FREE(ptr);
}

#define INFER__ALIGN 64 /* a cache line, and the widest vector */
static size_t infer__align(size_t n) { return (n + INFER__ALIGN - 1) / INFER__ALIGN * INFER__ALIGN; }

typedef struct infer__arena {
    uint8_t *base; /* aligned; NULL while measuring */
    size_t used, size;
    void *block; /* what the allocator returned */
} infer__arena;

/* count x size bytes, aligned to INFER__ALIGN, not cleared: the KV cache's pages are touched when they are used. While
 * measuring: NULL, and only the size is noted; one beyond all memory sticks at SIZE_MAX / 2 and fails at make. */
static void *infer__push_raw(infer__arena *a, size_t count, size_t size) {
    size_t limit = SIZE_MAX / 2;
    if (size && count > (limit - INFER__ALIGN) / size) {
        a->used = limit;
        return NULL;
    }
    size_t bytes = infer__align(count * size);
    if (a->used > limit - bytes) {
        a->used = limit;
        return NULL;
    }
    size_t at = a->used;
    a->used += bytes;
    return a->base ? a->base + at : NULL;
}
static void *infer__push(infer__arena *a, size_t count, size_t size) {
    void *p = infer__push_raw(a, count, size);
    return p ? memset(p, 0, count * size) : NULL;
}
#define INFER__PUSH(arena, T, count) ((T *)infer__push((arena), (size_t)(count), sizeof(T)))

/* Makes the memory for what has been measured in `a` and starts it again from its beginning. */
static bool infer__arena_make(infer__arena *a, const infer_allocator *allocator) {
    a->size = a->used + INFER__ALIGN;
    a->block = a->used < SIZE_MAX / 2 ? infer__alloc(allocator, a->size) : NULL;
    if (!a->block) return false;
    a->base = (uint8_t *)infer__align((uintptr_t)a->block);
    a->used = 0;
    return true;
}

static void infer__arena_free(infer__arena *a, const infer_allocator *allocator) {
    infer__free(allocator, a->block, a->size);
    a->base = NULL, a->block = NULL;
}

/* Bytes that belong to someone else, not terminated. */
typedef struct infer__str {
    const char *p;
    size_t n;
} infer__str;

static infer__str infer__str_of(const char *text) {
    infer__str s;
    s.p = text, s.n = text ? strlen(text) : 0;
    return s;
}
static bool infer__str_is(infer__str s, const char *text) { return s.n == strlen(text) && memcmp(s.p, text, s.n) == 0; }

/* FNV-1a, then a finaliser to spread it over a power-of-two table. */
static uint32_t infer__hash(const void *data, size_t size) {
    const uint8_t *p = (const uint8_t *)data;
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < size; i++) h = (h ^ p[i]) * 16777619u;
    h ^= h >> 15, h *= 0x2c1b3c6du, h ^= h >> 12;
    return h;
}

/* Slots of an open-addressing table for n entries: a power of two, at most half full. */
static uint32_t infer__hash_slots(uint64_t n) {
    uint32_t slots = 8;
    while (slots < n * 2 && slots < 1u << 30) slots *= 2;
    return slots;
}

/* ===========================================================================
 * [4] NUMBER FORMATS                                                >>formats
 * ===========================================================================
 * How weights and activations are stored: for each format one packed struct under one comment, and one row of a table.
 * Owns the conversions and the dot products. Assumes n a multiple of the format's block and sources aligned to 2 bytes
 * (F32: 4). Any bytes are valid: no bit pattern leads to undefined behaviour, at worst to infinities and NaNs, which
 * stay visible in every result they touch. Never allocates, never looks outside a row.
 *
 * Why blocks? Generating a token reads every weight once, so its speed is the number of bytes to read. Neighbouring
 * weights are of similar size: 32 (or 16) of them share a scale and keep 2 to 8 bits each. A scalar function here is
 * the specification of its faster twins. Layouts are ggml's; each comment gives its name there. */

/* Twins for x86: compiled for their instructions whatever the flags, run only where infer__cpu_tier() found them. What
 * they inline is forced to be, or a format's constants would be looked up in every step. */
#ifdef INFER__X86
#define INFER__AVX2       INFER__TARGET("avx2,fma,f16c")
#define INFER__AVX512     INFER__TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")
#define INFER__LOAD128(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define INFER__LOAD256(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#endif
#ifdef __GNUC__
#define INFER__INLINE static inline __attribute__((always_inline))
#else
#define INFER__INLINE static __forceinline
#endif

static float infer__bits_f32(uint32_t bits) {
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static uint32_t infer__f32_bits(float f) {
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

/* ---- F16, BF16 ---------------------------------------------------------- */

/* F16 (IEEE 754 binary16):  | sign 1 | exponent 5, bias 15 | mantissa 10 |. Moved 13 bits up, the fields stand where
 * F32 has them and only the exponent's bias differs (127 - 15 = 112). Subnormals have no hidden one: let the FPU
 * normalise them by computing (2^-14 + m) - 2^-14. Exact; a NaN keeps its payload and becomes quiet, as in F16C. */
static float infer__f16_to_f32(uint16_t h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, rest = (uint32_t)(h & 0x7fff) << 13;
    if (rest >= 0x0f800000) rest |= rest > 0x0f800000 ? 0x7fc00000 : 0x7f800000; /* NaN, infinity */
    else if (rest >= 0x00800000) rest += (uint32_t)112 << 23;
    else rest = infer__f32_bits(infer__bits_f32(rest + ((uint32_t)113 << 23)) - infer__bits_f32((uint32_t)113 << 23));
    return infer__bits_f32(sign | rest);
}

/* Rounds to nearest, ties to even: adding 0xfff and the lowest kept bit carries into it exactly when it must, on into
 * the exponent, and from 65520 up to infinity. Subnormals: adding 0.5 aligns their last bit with F32's last bit. */
static uint16_t infer__f32_to_f16(float f) {
    uint32_t bits = infer__f32_bits(f), sign = bits >> 16 & 0x8000;
    bits &= 0x7fffffff;
    if (bits > 0x7f800000) bits = 0x7e00 | (bits >> 13 & 0x3ff);
    else if (bits >= (uint32_t)143 << 23) bits = 0x7c00; /* 2^16 and above */
    else if (bits < (uint32_t)113 << 23) bits = infer__f32_bits(infer__bits_f32(bits) + 0.5f) - (126u << 23);
    else bits = (bits + 0xfff + (bits >> 13 & 1) - ((uint32_t)112 << 23)) >> 13;
    return (uint16_t)(sign | bits);
}

/* BF16: the upper half of an F32, so 8 bits of precision and F32's range. */
static float infer__bf16_to_f32(uint16_t h) { return infer__bits_f32((uint32_t)h << 16); }

static uint16_t infer__f32_to_bf16(float f) {
    uint32_t bits = infer__f32_bits(f);
    if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40); /* rounding could make a NaN infinite */
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

/* ---- activations, the other operand of a dot product -------------------- */

/* Quantised weights meet quantised activations: products of 8-bit integers are exact, their sums too, and one
 * instruction makes 32 of them. x[i] ~ d * q[i], d = max|x| / 127: 32 activations share a scale where the weights do
 * (ggml: q8_1), 256 for the K-quants (q8_K). The sums are for formats with a minimum: sum (w - m) x = sum w x - m sum x. */
typedef struct infer__a8 {
    float d, s; /* s = d * sum(q) */
    int8_t q[32];
} infer__a8;

typedef struct infer__a8k {
    float d;
    int8_t q[256];
    int16_t sums[16]; /* sums[j] = sum of q[16j] .. q[16j + 15] */
} infer__a8k;

INFER__STATIC_ASSERT(sizeof(infer__a8) == 40, a8_size);
INFER__STATIC_ASSERT(sizeof(infer__a8k) == 292, a8k_size);

enum { INFER__ACT_F32, INFER__ACT_A8, INFER__ACT_A8K };

/* d and its reciprocal from the bits of max|x|. Compared as integers, magnitudes order like floats, and any NaN or infinity
 * comes out on top: it ends in d, and from there in every result. Below 2^-100 values count as zero: there 127 / max
 * would overflow. */
static float infer__act_scale(uint32_t top, float *d) {
    bool none = top < (uint32_t)27 << 23;
    *d = none ? 0.0f : infer__bits_f32(top) / 127.0f;
    return none ? 0.0f : 127.0f / infer__bits_f32(top);
}

static uint32_t infer__act_top_scalar(const float *x, int n) {
    uint32_t top = 0;
    for (int i = 0; i < n; i++) {
        uint32_t bits = infer__f32_bits(x[i]) & 0x7fffffff;
        top = bits > top ? bits : top;
    }
    return top;
}

/* q[i] = x[i] * scale, to nearest, ties to even, as CVTPS2DQ rounds; returns the sum. At 1.5 * 2^23 an F32's last bit is
 * worth 1: adding that leaves the rounded integer in the low bits. The clamp is for NaNs and infinities (a NaN becomes
 * -127), and it keeps compilers from fusing the multiplication with the addition, which would round differently. */
static int infer__act_round_scalar(const float *x, int n, float scale, int8_t *q) {
    int sum = 0;
    for (int i = 0; i < n; i++) {
        float v = x[i] * scale;
        v = v > -127.0f ? v : -127.0f;
        v = v < 127.0f ? v : 127.0f;
        int rounded = (int)infer__f32_bits(v + 12582912.0f) - 0x4b400000;
        q[i] = (int8_t)rounded, sum += rounded;
    }
    return sum;
}

static void infer__act_quantize(int act, const float *x, void *out, size_t n) {
    infer__a8 *a = (infer__a8 *)out;
    infer__a8k *k = (infer__a8k *)out;
    if (act == INFER__ACT_F32) memcpy(out, x, n * sizeof(float));
    for (size_t i = 0; act == INFER__ACT_A8 && i < n; i += 32, a++) {
        float scale = infer__act_scale(infer__act_top_scalar(x + i, 32), &a->d);
        a->s = a->d * (float)infer__act_round_scalar(x + i, 32, scale, a->q);
    }
    for (size_t i = 0; act == INFER__ACT_A8K && i < n; i += 256, k++) {
        float scale = infer__act_scale(infer__act_top_scalar(x + i, 256), &k->d);
        for (int j = 0; j < 16; j++)
            k->sums[j] = (int16_t)infer__act_round_scalar(x + i + 16 * j, 16, scale, k->q + 16 * j);
    }
}

#ifdef INFER__X86
INFER__AVX2 static uint32_t infer__act_top_avx2(const float *x, int n) {
    __m256i top = _mm256_setzero_si256(), magnitude = _mm256_set1_epi32(0x7fffffff);
    for (int i = 0; i < n; i += 8) top = _mm256_max_epu32(top, _mm256_and_si256(INFER__LOAD256(x + i), magnitude));
    __m128i t = _mm_max_epu32(_mm256_castsi256_si128(top), _mm256_extracti128_si256(top, 1));
    t = _mm_max_epu32(t, _mm_shuffle_epi32(t, 0x4e));
    t = _mm_max_epu32(t, _mm_shuffle_epi32(t, 0xb1));
    return (uint32_t)_mm_cvtsi128_si32(t);
}

/* 32 values; returns the sums of both halves of 16. MAXPS and MINPS give the second operand for a NaN, as above. */
INFER__AVX2 static void infer__act_round_avx2(const float *x, float scale, int8_t *q, int *sums) {
    __m256i v[4];
    for (int i = 0; i < 4; i++) {
        __m256 t = _mm256_mul_ps(_mm256_loadu_ps(x + 8 * i), _mm256_set1_ps(scale));
        v[i] = _mm256_cvtps_epi32(_mm256_min_ps(_mm256_max_ps(t, _mm256_set1_ps(-127)), _mm256_set1_ps(127)));
    }
    __m256i bytes = _mm256_packs_epi16(_mm256_packs_epi32(v[0], v[1]), _mm256_packs_epi32(v[2], v[3]));
    bytes = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)); /* packs works by halves */
    _mm256_storeu_si256((__m256i *)(void *)q, bytes);
    __m256i sum = _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set1_epi8(1), bytes), _mm256_set1_epi16(1));
    sum = _mm256_add_epi32(sum, _mm256_shuffle_epi32(sum, 0x4e));
    sum = _mm256_add_epi32(sum, _mm256_shuffle_epi32(sum, 0xb1));
    sums[0] = _mm_cvtsi128_si32(_mm256_castsi256_si128(sum));
    sums[1] = _mm_cvtsi128_si32(_mm256_extracti128_si256(sum, 1));
}

INFER__AVX2 static void infer__act_quantize_avx2(int act, const float *x, void *out, size_t n) {
    infer__a8 *a = (infer__a8 *)out;
    infer__a8k *k = (infer__a8k *)out;
    int sums[2];
    if (act == INFER__ACT_F32) memcpy(out, x, n * sizeof(float));
    for (size_t i = 0; act == INFER__ACT_A8 && i < n; i += 32, a++) {
        infer__act_round_avx2(x + i, infer__act_scale(infer__act_top_avx2(x + i, 32), &a->d), a->q, sums);
        a->s = a->d * (float)(sums[0] + sums[1]);
    }
    for (size_t i = 0; act == INFER__ACT_A8K && i < n; i += 256, k++) {
        float scale = infer__act_scale(infer__act_top_avx2(x + i, 256), &k->d);
        for (int j = 0; j < 8; j++) {
            infer__act_round_avx2(x + i + 32 * j, scale, k->q + 32 * j, sums);
            k->sums[2 * j] = (int16_t)sums[0], k->sums[2 * j + 1] = (int16_t)sums[1];
        }
    }
}
#endif

static size_t infer__act_bytes(int act, size_t n) {
    if (act == INFER__ACT_A8) return n / 32 * sizeof(infer__a8);
    return act == INFER__ACT_A8K ? n / 256 * sizeof(infer__a8k) : n * sizeof(float);
}

/* ---- blocks of 32 ------------------------------------------------------- */

/* Every format of this kind opens into one form, w[i] = d * q[i] - m, and the rest is written once, on that form.
 * d has 11 significant bits and q at most 8, so the product is exact: fusing it with the subtraction changes nothing. */
typedef struct infer__open32 {
    float d, m;
    int8_t q[32];
} infer__open32;

/* 4-bit quants, two a byte: byte i of a block has q[i] in its low half and q[i + 16] in its high half, so that one mask
 * and one shift yield two runs of neighbours. The fifth bit of Q5, if any, is bit i of a 32-bit word. (Bytes may alias
 * anything: without the restrict compilers do not vectorise what opens a block; measured, 4 times slower.) */
static void infer__open_nibbles(const uint8_t *qs, const uint8_t *qh, int offset, int8_t *INFER__RESTRICT q) {
    for (int i = 0; i < 16; i++) {
        q[i] = (int8_t)((qs[i] & 15) - offset);
        q[i + 16] = (int8_t)((qs[i] >> 4) - offset);
    }
    for (int i = 0; qh && i < 32; i++) q[i] = (int8_t)(q[i] + (qh[i / 8] >> i % 8 & 1) * 16);
}

#ifdef INFER__X86
/* Of the pair of blocks at p and p + bytes, the products with y[0], for first halves, and y[2], for second: int16 sums of
 * 4 in lanes 0..7 for the one block, 8..15 for the other. Quants stay unsigned (0..31), as VPMADDUBSW wants its left
 * operand; the caller takes the offset off with the activations' sum. At most 4 * 31 * 127 = 15748. */
INFER__INLINE INFER__AVX2 __m256i infer__pair_nibbles_avx2(const uint8_t *p, size_t bytes, int qs, int qh,
                                                           const __m256i *y) {
    __m256i low = _mm256_set1_epi8(15), first, second;
    first = _mm256_inserti128_si256(_mm256_castsi128_si256(INFER__LOAD128(p + qs)), INFER__LOAD128(p + bytes + qs), 1);
    second = _mm256_and_si256(_mm256_srli_epi16(first, 4), low);
    first = _mm256_and_si256(first, low);
    if (qh) { /* the fifth bits: each byte of the word to 8 lanes, each lane picks its bit */
        __m256i pick = _mm256_set1_epi64x((long long)0x8040201008040201), bit4 = _mm256_set1_epi8(16), word;
        uint32_t h[2];
        memcpy(&h[0], p + qh, 4), memcpy(&h[1], p + bytes + qh, 4);
        word = _mm256_inserti128_si256(_mm256_set1_epi32((int)h[0]), _mm_set1_epi32((int)h[1]), 1);
        __m256i b01 = _mm256_shuffle_epi8(word, _mm256_setr_epi64x(0, 0x0101010101010101, 0, 0x0101010101010101));
        __m256i b23 = _mm256_shuffle_epi8(
            word, _mm256_setr_epi64x(0x0202020202020202, 0x0303030303030303, 0x0202020202020202, 0x0303030303030303));
        b01 = _mm256_cmpeq_epi8(_mm256_and_si256(b01, pick), pick);
        b23 = _mm256_cmpeq_epi8(_mm256_and_si256(b23, pick), pick);
        first = _mm256_or_si256(first, _mm256_and_si256(b01, bit4));
        second = _mm256_or_si256(second, _mm256_and_si256(b23, bit4));
    }
    return _mm256_add_epi16(_mm256_maddubs_epi16(first, y[0]), _mm256_maddubs_epi16(second, y[2]));
}
#endif

/* Q4_0: w = d * (q - 8)       | d F16 | 16 B nibbles |                           = 18 B, 4.5 bits a weight
 * Of the 16 levels -8..7 the extreme one, -8, is given to the weight of largest magnitude, so d takes its sign.
 * Example: d = 0.5, first byte 0x9a: w[0] = 0.5 * (10 - 8) = 1, w[16] = 0.5 * (9 - 8) = 0.5. */
typedef struct infer__block_q4_0 {
    uint16_t d;
    uint8_t qs[16];
} infer__block_q4_0;
INFER__STATIC_ASSERT(sizeof(infer__block_q4_0) == 18, q4_0_size);

static void infer__open_q4_0(const void *block, infer__open32 *INFER__RESTRICT o) {
    const infer__block_q4_0 *b = (const infer__block_q4_0 *)block;
    o->d = infer__f16_to_f32(b->d), o->m = 0.0f;
    infer__open_nibbles(b->qs, NULL, 8, o->q);
}

/* Q4_1: w = d * q + m         | d F16 | m F16 | 16 B nibbles |                   = 20 B, 5 bits a weight
 * m is the least weight of the block: pays two bytes to spend no level where there are no weights. */
typedef struct infer__block_q4_1 {
    uint16_t d, m;
    uint8_t qs[16];
} infer__block_q4_1;
INFER__STATIC_ASSERT(sizeof(infer__block_q4_1) == 20, q4_1_size);

static void infer__open_q4_1(const void *block, infer__open32 *INFER__RESTRICT o) {
    const infer__block_q4_1 *b = (const infer__block_q4_1 *)block;
    o->d = infer__f16_to_f32(b->d), o->m = -infer__f16_to_f32(b->m);
    infer__open_nibbles(b->qs, NULL, 0, o->q);
}

/* Q5_0: w = d * (q - 16)      | d F16 | 4 B fifth bits | 16 B nibbles |          = 22 B, 5.5 bits a weight */
typedef struct infer__block_q5_0 {
    uint16_t d;
    uint8_t qh[4], qs[16];
} infer__block_q5_0;
INFER__STATIC_ASSERT(sizeof(infer__block_q5_0) == 22, q5_0_size);

static void infer__open_q5_0(const void *block, infer__open32 *INFER__RESTRICT o) {
    const infer__block_q5_0 *b = (const infer__block_q5_0 *)block;
    o->d = infer__f16_to_f32(b->d), o->m = 0.0f;
    infer__open_nibbles(b->qs, b->qh, 16, o->q);
}

/* Q5_1: w = d * q + m         | d F16 | m F16 | 4 B fifth bits | 16 B nibbles |  = 24 B, 6 bits a weight */
typedef struct infer__block_q5_1 {
    uint16_t d, m;
    uint8_t qh[4], qs[16];
} infer__block_q5_1;
INFER__STATIC_ASSERT(sizeof(infer__block_q5_1) == 24, q5_1_size);

static void infer__open_q5_1(const void *block, infer__open32 *INFER__RESTRICT o) {
    const infer__block_q5_1 *b = (const infer__block_q5_1 *)block;
    o->d = infer__f16_to_f32(b->d), o->m = -infer__f16_to_f32(b->m);
    infer__open_nibbles(b->qs, b->qh, 0, o->q);
}

/* Q8_0: w = d * q             | d F16 | 32 B int8 |                              = 34 B, 8.5 bits a weight */
typedef struct infer__block_q8_0 {
    uint16_t d;
    int8_t qs[32];
} infer__block_q8_0;
INFER__STATIC_ASSERT(sizeof(infer__block_q8_0) == 34, q8_0_size);

static void infer__open_q8_0(const void *block, infer__open32 *INFER__RESTRICT o) {
    const infer__block_q8_0 *b = (const infer__block_q8_0 *)block;
    o->d = infer__f16_to_f32(b->d), o->m = 0.0f;
    memcpy(o->q, b->qs, 32);
}

#ifdef INFER__X86
/* As infer__pair_nibbles_avx2, but int32 sums of 8 in lanes 0..3 and 4..7. VPMADDUBSW wants an unsigned left operand: move the weight's sign to the activation. The
 * int16 sums hold: 2 * 128 * 127 = 32512. */
INFER__INLINE INFER__AVX2 __m256i infer__pair_q8_0_avx2(const uint8_t *p, size_t bytes, const __m256i *y) {
    const uint8_t *q = p + 2, *q2 = q + bytes;
    __m256i one = _mm256_set1_epi16(1), first, second;
    first = _mm256_inserti128_si256(_mm256_castsi128_si256(INFER__LOAD128(q)), INFER__LOAD128(q2), 1);
    second = _mm256_inserti128_si256(_mm256_castsi128_si256(INFER__LOAD128(q + 16)), INFER__LOAD128(q2 + 16), 1);
    first = _mm256_maddubs_epi16(_mm256_abs_epi8(first), _mm256_sign_epi8(y[0], first));
    second = _mm256_maddubs_epi16(_mm256_abs_epi8(second), _mm256_sign_epi8(y[2], second));
    return _mm256_add_epi32(_mm256_madd_epi16(first, one), _mm256_madd_epi16(second, one));
}
#endif

typedef void (*infer__open32_fn)(const void *block, infer__open32 *o);

static void infer__dequantize32(infer__open32_fn open, size_t bytes, const void *src, float *dst, size_t n) {
    infer__open32 o;
    for (size_t i = 0; i < n; i += 32) {
        open((const uint8_t *)src + i / 32 * bytes, &o);
        for (int j = 0; j < 32; j++) dst[i + (size_t)j] = o.d * (float)o.q[j] - o.m;
    }
}

/* y = sum_b dw[b] * dx[b] * sum_i qw[b][i] * qx[b][i] - m[b] * s[b]. The inner sum is exact: |qw * qx| <= 128 * 127, 32
 * of them are below 2^19. Only the scales and the sum over blocks round. Example: dw = .5, dx = 1, qw = {2, -4},
 * qx = {1, 3}: .5 * (2 - 12) = -5. ggml: ggml_vec_dot_q4_0_q8_0 and its siblings. */
static float infer__dot32(infer__open32_fn open, size_t bytes, const void *w, const void *x, size_t n) {
    infer__open32 o;
    float y = 0.0f;
    for (size_t b = 0; b < n / 32; b++) {
        const infer__a8 *a = (const infer__a8 *)x + b;
        open((const uint8_t *)w + b * bytes, &o);
        int sum = 0;
        for (int i = 0; i < 32; i++) sum += o.q[i] * a->q[i];
        y += o.d * a->d * (float)sum - o.m * a->s;
    }
    return y;
}

/* ---- K-quants: super-blocks of 256 -------------------------------------- */

/* Two levels of scales: 16 sub-blocks of 16 weights have small integer scales (and minima), and one F16 (or two) scales
 * those. All five formats open into w[i] = (d * scale[i / 16]) * q[i] - m * min[i / 16]; Q4_K and Q5_K have sub-blocks of
 * 32, so their scales come in equal pairs. Products stay exact (11 + 7 + 6 bits), as above. */
typedef struct infer__open256 {
    float d, m;
    int8_t scale[16], min[16], q[256];
} infer__open256;

/* Q2_K: w = d * scale * q - dmin * min, q 0..3
 *   | 16 B: scale (low 4 bits), min (high 4) | 64 B q | d F16 | dmin F16 |       = 84 B, 2.625 bits a weight
 * Byte i of q's half h (32 B for 128 weights) has q[128h + i], q[128h + i + 32], .. + 64, .. + 96, from the low bits up. */
typedef struct infer__block_q2_k {
    uint8_t scales[16], qs[64];
    uint16_t d, dmin;
} infer__block_q2_k;
INFER__STATIC_ASSERT(sizeof(infer__block_q2_k) == 84, q2_k_size);

static void infer__open_q2_k(const void *block, infer__open256 *INFER__RESTRICT o) {
    const infer__block_q2_k *b = (const infer__block_q2_k *)block;
    o->d = infer__f16_to_f32(b->d), o->m = infer__f16_to_f32(b->dmin);
    for (int j = 0; j < 16; j++) o->scale[j] = b->scales[j] & 15, o->min[j] = (int8_t)(b->scales[j] >> 4);
    for (int j = 0; j < 8; j++)
        for (int i = 0; i < 32; i++) o->q[32 * j + i] = b->qs[j / 4 * 32 + i] >> j % 4 * 2 & 3;
}

#ifdef INFER__X86
/* A K-quant's twins: the 32 quants of group j (j a constant once inlined), unsigned; and 16 scales and minima as int16. */
INFER__INLINE INFER__AVX2 __m256i infer__quants_q2_k_avx2(const void *block, int j) {
    __m256i v = INFER__LOAD256(((const infer__block_q2_k *)block)->qs + j / 4 * 32);
    return _mm256_and_si256(_mm256_srli_epi16(v, j % 4 * 2), _mm256_set1_epi8(3));
}

INFER__INLINE INFER__AVX2 __m256i infer__scales_q2_k_avx2(const void *block, __m256i *min) {
    __m128i v = INFER__LOAD128(((const infer__block_q2_k *)block)->scales), low = _mm_set1_epi8(15);
    *min = _mm256_cvtepu8_epi16(_mm_and_si128(_mm_srli_epi16(v, 4), low));
    return _mm256_cvtepu8_epi16(_mm_and_si128(v, low));
}
#endif

/* Q3_K: w = d * (scale - 32) * q, q -4..3
 *   | 32 B third bits | 64 B q | 12 B scales | d F16 |                           = 110 B, 3.4375 bits a weight
 * The low two bits of q lie as in Q2_K; the third bit of q[32j + i] is bit j of byte i, and subtracts 4 where it is
 * *clear*. Scales have 6 bits: the low 4 of scale j and j + 8 share byte j, the high 2 of j, j + 4, j + 8 and j + 12 share
 * byte 8 + j. */
typedef struct infer__block_q3_k {
    uint8_t hmask[32], qs[64], scales[12];
    uint16_t d;
} infer__block_q3_k;
INFER__STATIC_ASSERT(sizeof(infer__block_q3_k) == 110, q3_k_size);

static void infer__open_q3_k(const void *block, infer__open256 *INFER__RESTRICT o) {
    const infer__block_q3_k *b = (const infer__block_q3_k *)block;
    o->d = infer__f16_to_f32(b->d), o->m = 0.0f;
    for (int j = 0; j < 16; j++) {
        int low = b->scales[j % 8] >> j / 8 * 4 & 15, high = b->scales[8 + j % 4] >> j / 4 * 2 & 3;
        o->scale[j] = (int8_t)((low | high << 4) - 32), o->min[j] = 0;
    }
    for (int j = 0; j < 8; j++)
        for (int i = 0; i < 32; i++)
            o->q[32 * j + i] = (int8_t)((b->qs[j / 4 * 32 + i] >> j % 4 * 2 & 3) - (~b->hmask[i] >> j & 1) * 4);
}

#ifdef INFER__X86
/* q + 4, 0..7: the third bit counts up where it is set. */
INFER__INLINE INFER__AVX2 __m256i infer__quants_q3_k_avx2(const void *block, int j) {
    const infer__block_q3_k *b = (const infer__block_q3_k *)block;
    __m256i low =
        _mm256_and_si256(_mm256_srli_epi16(INFER__LOAD256(b->qs + j / 4 * 32), j % 4 * 2), _mm256_set1_epi8(3));
    __m256i high = INFER__LOAD256(b->hmask), bit2 = _mm256_set1_epi8(4);
    high = j < 2 ? _mm256_slli_epi16(high, 2 - j) : _mm256_srli_epi16(high, j - 2);
    return _mm256_or_si256(low, _mm256_and_si256(high, bit2));
}

INFER__INLINE INFER__AVX2 __m256i infer__scales_q3_k_avx2(const void *block, __m256i *min) {
    const infer__block_q3_k *b = (const infer__block_q3_k *)block;
    uint64_t low, low4 = 0x0f0f0f0f0f0f0f0f;
    uint32_t high, two = 0x30303030;
    memcpy(&low, b->scales, 8), memcpy(&high, b->scales + 8, 4);
    uint64_t s0 = (low & low4) | (high << 4 & two) | (uint64_t)(high << 2 & two) << 32;
    uint64_t s8 = (low >> 4 & low4) | (high & two) | (uint64_t)(high >> 2 & two) << 32;
    *min = _mm256_setzero_si256();
    return _mm256_cvtepi8_epi16(_mm_sub_epi8(_mm_set_epi64x((long long)s8, (long long)s0), _mm_set1_epi8(32)));
}
#endif

/* Q4_K: w = d * scale * q - dmin * min, q 0..15
 *   | d F16 | dmin F16 | 12 B scales and minima | 128 B nibbles |                = 144 B, 4.5 bits a weight
 * Byte i of q's group g (32 B for 64 weights) has q[64g + i] in its low half, q[64g + i + 32] in its high half. */
typedef struct infer__block_q4_k {
    uint16_t d, dmin;
    uint8_t scales[12], qs[128];
} infer__block_q4_k;
INFER__STATIC_ASSERT(sizeof(infer__block_q4_k) == 144, q4_k_size);

/* Eight 6-bit scales and eight 6-bit minima in 12 bytes: scale j < 4 in the low 6 bits of byte j, min j in those of byte
 * j + 4; for j + 4 the low 4 bits stand in byte j + 8 (scale low half, min high half), and their high 2 bits are the two
 * that bytes j and j + 4 had left. */
static void infer__open_scales(const uint8_t *p, int8_t *scale, int8_t *min) {
    for (int j = 0; j < 4; j++) {
        scale[2 * j] = scale[2 * j + 1] = p[j] & 63;
        min[2 * j] = min[2 * j + 1] = p[j + 4] & 63;
        scale[2 * j + 8] = scale[2 * j + 9] = (int8_t)((p[j + 8] & 15) | p[j] >> 6 << 4);
        min[2 * j + 8] = min[2 * j + 9] = (int8_t)(p[j + 8] >> 4 | p[j + 4] >> 6 << 4);
    }
}

static void infer__open_q4_k(const void *block, infer__open256 *INFER__RESTRICT o) {
    const infer__block_q4_k *b = (const infer__block_q4_k *)block;
    o->d = infer__f16_to_f32(b->d), o->m = infer__f16_to_f32(b->dmin);
    infer__open_scales(b->scales, o->scale, o->min);
    for (int j = 0; j < 8; j++)
        for (int i = 0; i < 32; i++) o->q[32 * j + i] = b->qs[j / 2 * 32 + i] >> j % 2 * 4 & 15;
}

#ifdef INFER__X86
INFER__INLINE INFER__AVX2 __m256i infer__quants_q4_k_avx2(const void *block, int j) {
    __m256i v = INFER__LOAD256(((const infer__block_q4_k *)block)->qs + j / 2 * 32);
    return _mm256_and_si256(_mm256_srli_epi16(v, j % 2 * 4), _mm256_set1_epi8(15));
}

/* Scales and minima stand in the same place of Q4_K and Q5_K. Four bytes at a time, then every one twice. */
INFER__INLINE INFER__AVX2 __m256i infer__scales_q4_k_avx2(const void *block, __m256i *min) {
    uint32_t p0, p1, p2, low6 = 0x3f3f3f3f, low4 = 0x0f0f0f0f, two = 0x30303030;
    const uint8_t *sc = ((const infer__block_q4_k *)block)->scales;
    memcpy(&p0, sc, 4), memcpy(&p1, sc + 4, 4), memcpy(&p2, sc + 8, 4);
    __m128i v = _mm_setr_epi32((int)(p0 & low6), (int)((p2 & low4) | (p0 >> 2 & two)), (int)(p1 & low6),
                               (int)((p2 >> 4 & low4) | (p1 >> 2 & two)));
    *min = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(v, v));
    return _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(v, v));
}
#endif

/* Q5_K: Q4_K and a fifth bit, q 0..31: that of q[32j + i] is bit j of byte i of qh
 *   | d F16 | dmin F16 | 12 B scales and minima | 32 B qh | 128 B nibbles |      = 176 B, 5.5 bits a weight */
typedef struct infer__block_q5_k {
    uint16_t d, dmin;
    uint8_t scales[12], qh[32], qs[128];
} infer__block_q5_k;
INFER__STATIC_ASSERT(sizeof(infer__block_q5_k) == 176, q5_k_size);

static void infer__open_q5_k(const void *block, infer__open256 *INFER__RESTRICT o) {
    const infer__block_q5_k *b = (const infer__block_q5_k *)block;
    o->d = infer__f16_to_f32(b->d), o->m = infer__f16_to_f32(b->dmin);
    infer__open_scales(b->scales, o->scale, o->min);
    for (int j = 0; j < 8; j++)
        for (int i = 0; i < 32; i++)
            o->q[32 * j + i] = (int8_t)((b->qs[j / 2 * 32 + i] >> j % 2 * 4 & 15) | (b->qh[i] >> j & 1) << 4);
}

#ifdef INFER__X86
INFER__INLINE INFER__AVX2 __m256i infer__quants_q5_k_avx2(const void *block, int j) {
    const infer__block_q5_k *b = (const infer__block_q5_k *)block;
    __m256i v = INFER__LOAD256(b->qs + j / 2 * 32), high = INFER__LOAD256(b->qh);
    high = j < 4 ? _mm256_slli_epi16(high, 4 - j) : _mm256_srli_epi16(high, j - 4);
    return _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(v, j % 2 * 4), _mm256_set1_epi8(15)),
                           _mm256_and_si256(high, _mm256_set1_epi8(16)));
}
#endif

/* Q6_K: w = d * scale * (q - 32), q 0..63, scale int8
 *   | 128 B low 4 bits | 64 B high 2 bits | 16 B scales | d F16 |                = 210 B, 6.5625 bits a weight
 * Low bits, half h (64 B for 128 weights): byte i has q[128h + i] and q[128h + i + 64]. High bits lie as q in Q2_K. */
typedef struct infer__block_q6_k {
    uint8_t ql[128], qh[64];
    int8_t scales[16];
    uint16_t d;
} infer__block_q6_k;
INFER__STATIC_ASSERT(sizeof(infer__block_q6_k) == 210, q6_k_size);

static void infer__open_q6_k(const void *block, infer__open256 *INFER__RESTRICT o) {
    const infer__block_q6_k *b = (const infer__block_q6_k *)block;
    o->d = infer__f16_to_f32(b->d), o->m = 0.0f;
    memcpy(o->scale, b->scales, 16), memset(o->min, 0, 16);
    for (int j = 0; j < 8; j++)
        for (int i = 0; i < 32; i++) {
            int low = b->ql[j / 4 * 64 + j % 2 * 32 + i] >> j % 4 / 2 * 4 & 15;
            int high = b->qh[j / 4 * 32 + i] >> j % 4 * 2 & 3;
            o->q[32 * j + i] = (int8_t)((low | high << 4) - 32);
        }
}

#ifdef INFER__X86
INFER__INLINE INFER__AVX2 __m256i infer__quants_q6_k_avx2(const void *block, int j) {
    const infer__block_q6_k *b = (const infer__block_q6_k *)block;
    __m256i low = INFER__LOAD256(b->ql + j / 4 * 64 + j % 2 * 32), high = INFER__LOAD256(b->qh + j / 4 * 32);
    high = j % 4 < 2 ? _mm256_slli_epi16(high, 4 - j % 4 * 2) : _mm256_srli_epi16(high, j % 4 * 2 - 4);
    return _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(low, j % 4 / 2 * 4), _mm256_set1_epi8(15)),
                           _mm256_and_si256(high, _mm256_set1_epi8(0x30)));
}

INFER__INLINE INFER__AVX2 __m256i infer__scales_q6_k_avx2(const void *block, __m256i *min) {
    *min = _mm256_setzero_si256();
    return _mm256_cvtepi8_epi16(INFER__LOAD128(((const infer__block_q6_k *)block)->scales));
}
#endif

typedef void (*infer__open256_fn)(const void *block, infer__open256 *o);

static void infer__dequantize256(infer__open256_fn open, size_t bytes, const void *src, float *dst, size_t n) {
    infer__open256 o;
    for (size_t i = 0; i < n; i += 256) {
        open((const uint8_t *)src + i / 256 * bytes, &o);
        for (int j = 0; j < 256; j++)
            dst[i + (size_t)j] = o.d * (float)o.scale[j / 16] * (float)o.q[j] - o.m * (float)o.min[j / 16];
    }
}

/* y = sum_b dx[b] * (d[b] * sum_j scale[j] * (sum_i q[16j + i] * qx[16j + i]) - m[b] * sum_j min[j] * sums[j]).
 * Both integer sums are exact: at most 256 * 128 * 32 * 127 < 2^28. ggml: ggml_vec_dot_q4_K_q8_K and its siblings. */
static float infer__dot256(infer__open256_fn open, size_t bytes, const void *w, const void *x, size_t n) {
    infer__open256 o;
    float y = 0.0f;
    for (size_t b = 0; b < n / 256; b++) {
        const infer__a8k *a = (const infer__a8k *)x + b;
        open((const uint8_t *)w + b * bytes, &o);
        int sum = 0, minima = 0;
        for (int j = 0; j < 16; j++) {
            int part = 0;
            for (int i = 0; i < 16; i++) part += o.q[16 * j + i] * a->q[16 * j + i];
            sum += o.scale[j] * part, minima += o.min[j] * a->sums[j];
        }
        y += a->d * (o.d * (float)sum - o.m * (float)minima);
    }
    return y;
}

/* The pair of functions that a table row wants, for a format that opens into blocks of 32 or 256. */
#define INFER__BLOCK_FORMAT(name, block) INFER__BLOCK_FORMAT_OF(name, block, sizeof(infer__block_##name))
#define INFER__BLOCK_FORMAT_OF(name, block, bytes)                                         \
    static void infer__dequantize_##name##_scalar(const void *src, float *dst, size_t n) { \
        infer__dequantize##block(infer__open_##name, bytes, src, dst, n);                  \
    }                                                                                      \
    static float infer__dot_##name##_scalar(const void *w, const void *x, size_t n) {      \
        return infer__dot##block(infer__open_##name, bytes, w, x, n);                      \
    }
INFER__BLOCK_FORMAT(q4_0, 32)
INFER__BLOCK_FORMAT(q4_1, 32)
INFER__BLOCK_FORMAT(q5_0, 32)
INFER__BLOCK_FORMAT(q5_1, 32)
INFER__BLOCK_FORMAT(q8_0, 32)
INFER__BLOCK_FORMAT(q2_k, 256)
INFER__BLOCK_FORMAT(q3_k, 256)
INFER__BLOCK_FORMAT(q4_k, 256)
INFER__BLOCK_FORMAT(q5_k, 256)
INFER__BLOCK_FORMAT(q6_k, 256)

/* ---- codes of 4 bits and less ------------------------------------------- */

/* The formats from here on are read at the offsets of their layouts. In blocks of 32, 64 or 128: w[i] = d[i / 16] * q[i],
 * where q is signed and often a value that the code stands for. Activations are those by 32. */
static float infer__half_at(const uint8_t *p) {
    uint16_t h;
    memcpy(&h, p, 2);
    return infer__f16_to_f32(h);
}
static float infer__d_f16(const uint8_t *p, int j) { return (void)j, infer__half_at(p); }

static void infer__open_values(const uint8_t *qs, int half, const int8_t *value, int8_t *INFER__RESTRICT q) {
    for (int i = 0; i < half; i++) q[i] = value[qs[i] & 15], q[i + half] = value[qs[i] >> 4];
}

/* IQ4_NL: w = d * value[code]   | d F16 | 16 B codes, as in Q4_0 |               = 18 B, 4.5 bits a weight
 * Weights are bell-shaped, so levels are dense around 0. */
static const int8_t infer__values_iq4[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
static void infer__quants_iq4_nl(const uint8_t *p, int8_t *q) { infer__open_values(p + 2, 16, infer__values_iq4, q); }

/* MXFP4: w = 2^(e - 128) * value[code]   | e | 16 B codes, as in Q4_0 |          = 17 B, 4.25 bits a weight
 * Codes are floats (1 sign, 2 exponent, 1 mantissa), here twice as large, to be integers; e is a float's exponent. (OCP
 * Microscaling Formats 1.0.) The first two powers are subnormal. */
static const int8_t infer__values_fp4[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
static float infer__d_e8m0(const uint8_t *p, int j) {
    return (void)j, infer__bits_f32(*p < 2 ? (uint32_t)0x00200000 << *p : (uint32_t)(*p - 1) << 23);
}
static void infer__quants_mxfp4(const uint8_t *p, int8_t *q) { infer__open_values(p + 1, 16, infer__values_fp4, q); }

/* NVFP4: w = d[i / 16] / 2 * value[code]   | 4 d E4M3 | 32 B codes |             = 36 B (64 weights), 4.5 bits a weight
 * MXFP4's codes under finer scales: floats of 4 bits exponent, 3 mantissa; 0x7f is 0. Byte i of sub-block j (8 B) has
 * q[16j + i] in its low half, q[16j + i + 8] in its high half. */
static uint16_t
infer__e4m3_to_f16(uint8_t e) { /* / 128 / 2: F16 has one more bit of exponent, and its bias is 15, not 7 */
    return (uint16_t)(e == 0x7f ? 0 : (e & 0x7f) << 7);
}
static float infer__d_e4m3(const uint8_t *p, int j) { return infer__f16_to_f32(infer__e4m3_to_f16(p[j])) * 128.0f; }
static void infer__quants_nvfp4(const uint8_t *p, int8_t *q) {
    for (int j = 0; j < 4; j++) infer__open_values(p + 4 + 8 * j, 8, infer__values_fp4, q + 16 * j);
}

/* Q1_0: w = d or -d             | d F16 | 16 B signs, 1: plus |                  = 18 B (128 weights), 1.125 bits */
static void infer__quants_q1_0(const uint8_t *p, int8_t *q) {
    for (int i = 0; i < 128; i++) q[i] = (int8_t)((p[2 + i / 8] >> i % 8 & 1) * 2 - 1);
}

/* Q2_0: w = d * (q - 1), q 0..3 | d F16 | 16 B q, 4 neighbours a byte |          = 18 B (64 weights), 2.25 bits */
static void infer__quants_q2_0(const uint8_t *p, int8_t *q) {
    for (int i = 0; i < 64; i++) q[i] = (int8_t)((p[2 + i / 4] >> i % 4 * 2 & 3) - 1);
}

/* Q8_1: w = d * q               | d F16 | d * sum(q) F16 | 32 B int8 |           = 36 B; ggml's activations, not in files */
static void infer__quants_q8_1(const uint8_t *p, int8_t *q) { memcpy(q, p + 4, 32); }

typedef void (*infer__quants128_fn)(const uint8_t *block, int8_t *q);
typedef float (*infer__d128_fn)(const uint8_t *block, int j); /* scale of weights 16j .. 16j + 15 */

static void infer__dequantize128(infer__quants128_fn quants, infer__d128_fn d, size_t bytes, size_t block,
                                 const void *src, float *dst, size_t n) {
    const uint8_t *p = (const uint8_t *)src;
    int8_t q[128];
    for (size_t i = 0; i < n; i += block, p += bytes) {
        quants(p, q);
        for (size_t j = 0; j < block; j++) dst[i + j] = d(p, (int)j / 16) * (float)q[j];
    }
}

/* As infer__dot32, with the sums of 4 products in 8 lanes, as the vector twin has them. */
static float infer__dot128(infer__quants128_fn quants, infer__d128_fn d, size_t bytes, size_t block, const void *w,
                           const void *x, size_t n) {
    const uint8_t *p = (const uint8_t *)w;
    const infer__a8 *a = (const infer__a8 *)x;
    float lane[8] = INFER__ZERO;
    int8_t q[128];
    for (size_t i = 0; i < n; i += block, p += bytes) {
        quants(p, q);
        for (int j = 0; j < (int)block; j += 32, a++)
            for (int l = 0; l < 8; l++) {
                int sum = 0;
                for (int k = 4 * l; k < 4 * l + 4; k++) sum += q[j + k] * a->q[k];
                lane[l] += d(p, j / 16 + l / 4) * a->d * (float)sum;
            }
    }
    for (int half = 4; half > 0; half /= 2)
        for (int l = 0; l < half; l++) lane[l] += lane[l + half];
    return lane[0];
}

/* These formats: type, name, weights and bytes of a block, its scales, and its product ([8]). */
#define INFER__EACH128(X)                  \
    X(IQ4_NL, iq4_nl, 32, 18, f16, bytes)  \
    X(MXFP4, mxfp4, 32, 17, e8m0, bytes)   \
    X(NVFP4, nvfp4, 64, 36, e4m3, bytes16) \
    X(Q1_0, q1_0, 128, 18, f16, bytes)     \
    X(Q2_0, q2_0, 64, 18, f16, bytes)      \
    X(Q8_1, q8_1, 32, 36, f16, bytes)
#define INFER__FORMAT128(TYPE, name, block, bytes, d, micro)                                 \
    static void infer__dequantize_##name##_scalar(const void *src, float *dst, size_t n) {   \
        infer__dequantize128(infer__quants_##name, infer__d_##d, bytes, block, src, dst, n); \
    }                                                                                        \
    static float infer__dot_##name##_scalar(const void *w, const void *x, size_t n) {        \
        return infer__dot128(infer__quants_##name, infer__d_##d, bytes, block, w, x, n);     \
    }
INFER__EACH128(INFER__FORMAT128)

/* ---- codebooks, and other super-blocks of 256 --------------------------- */

/* At 1 to 3 bits, levels for single weights waste much: here 8 neighbours (IQ3: 4) are one entry of a book that lists
 * the 256 to 2048 combinations worth having, near points of a dense lattice (as in QuIP#, Tseng et al. 2024). Entries are
 * magnitudes; signs have bits of their own, often 7 for 8 weights: the number of minus signs is even. The books' two
 * characters an entry are by tests/codebooks.py. IQ1 and IQ2, alphabets of 3: a character is four base-3 digits, the first
 * weight's first. IQ3, alphabets of 8: two base-8 digits, the first weight's last. */
static const char infer__book_iq1[2][2049] = {
    "##Y#G#5#k#A#J#)#_#;#q#H#B#0#f#N#%#[#7#m#L#+#a#=#s#,>G>A>/>e>S>n>M>\?>c>Q>]>K>o>E>3>i><>I>C>1>g>O>#YYY5YkYJY)Y_Y;Yq"
    "YHYBYTY3YWY%Y[Y7YmYCYLYUY+YaY=YsYA,/,e,M,\?,Q,K,o,3,N,C,U,O,>G,GGGbGJG8GnGVG$GHGlG'GBG0GKGfGTG*G`GNG<GrG@GCGLG:GpG"
    "FG4GOGjGXG/bSb\?b-b'b]bKb9b*bEbibWbIbCb1bUb#5Y555k5J5)5_5;5q5H5B5f5N5%5[575m5L5+5a5=5s5GPAP/PSP2PMP\?P'PBPKPEP3PWP"
    "CP1PgPUPOP#kYk5kkkJk)k_k;kqkHkBkTkEkNk%k[kIk7kmkLk+kak=ksk&&A&/&S&2&M&\?&-&'&K&9&E&3&N&W&C&1&g&F&O&>A,AbAPA&A\\AJA"
    "8ADA2AVAHAlA'ABA]A0AKAfATA*ANA.A^ALAFA4AA\\/\\e\\M\\$\\c\\Q\\]\\K\\9\\o\\3\\i\\I\\C\\1\\g\\O\\>/b/P///J/8/S/D/h/\?"
    "/H/c/6/l/B/0/K/f/T/`/N/</./R/(/1/L/:/U/p/F/4/O/X/YJGJkJAJ/JJJeJSJ)J_JMJ;JqJ\?J-JHJcJBJ]J0JKJfJTJoJEJ3JNJiJWJ%J[J.J"
    "IJ7JmJ(JCJ1JLJgJUJpJ+JaJOJ>e,eGebeJeee8eneDehe$eZe-eHe6eleBeKefe9eTeEe3eNe<eWeredeme^eLe4eXeA8e8M8\?8-8c8Q8'8K898o"
    "8*8E838i8W8I8C818O8&S\\SJSnSDSMSZS-SHS6SBS0SKSfSTSoS*SNSrSRSCS^SLS:SFSjSXSPnen2nhn-ncnQn'n]nKn9nEninWnInCngnpn#)Y)"
    "5)k)J)))_)M);)q)H)B)T)E)N)%)[)7)m)L)+)a)O)=)s)GDAD/DSDMDZD-DQDKD9DoDED3DNDiDID(DgDUDOD>_5_k_A_J_)___;_q_H_B_f_T_N_"
    "@_7_m_C_L_+_a_=_s_G2/2e2S2M2-2H2c2Q2]2K292o2i2I2C212U2F2O2PMJMDMVM$MHM6MBM0MKMTM`MNM<MRM(M1MLM:MpMFM4MjMXMGh&h\\hS"
    "hMh\?hQhKh*hEhWh.hdh(hph#;Y;5;k;J;);_;;;q;H;B;0;N;%;[;7;m;+;a;=;s;PVAV/VSVMVcVQV]VKVEV3ViVWVIV(VgVUV4VOV#qYq5qkq)q"
    "_q;qqqHqBqfqTqNq%q[q7qmqLq+qaq=qsqG$A$e$M$Q$]$K$9$o$E$3$i$1$U$F$j$#\?>\?,\?b\?P\?\\\?J\?e\?8\?n\?D\?h\?V\?H\?6\?l"
    "\?B\?0\?K\?f\?T\?o\?N\?<\?r\?@\?.\?d\?(\?^\?L\?+\?F\?a\?GZAZ/ZeZMZ\?Z]ZKZoZ3ZWZRZ1ZOZ>-J-S-V-H-6-l-B-0-K-f-E-`-N-<"
    "-r-@-d-R-(-^-L-+-F-X->HYHGHkHAH/HJHeHSH)HMHqH\?H-HHHcHQH'HBH0HKHfH9HTHEH3HNHiHWH[H.HIH7HCH1HLHgHUHpHOH=HsH>cGcPc/c"
    "Jc8cncDc2cVc$cZcHc6c'cBc]cKcfcTc`cNc<c@cIcmc1cLcFc4cjcG6A6J6n6M6Z6Q6'6K696E636i6W6I6C616g6U6O6>QGQbQkQ&Q/QJQ8QDQ2Q"
    "hQ$QHQlQBQ]Q0QKQfQTQ*Q`QNQiQrQdQRQ^QLQgQ:QFQ4QjQXQel-lclQlKl9lol3lWl1lOl>','G'b'P'\\'J'n'D'2'V'$'H'6'B'0'K'f'T'N'<"
    "'d'R'L':'+'F'j'X'GB5BPBkBAB/BJBeB8BSB)BMBhB;BqB\?B-BHBcBQB'BBB]B0BKBfB9BTBoBEB3BNBiBWB[BIBCB1BLBgBUB+BOBsB>]b]\\]J"
    "]n]D]2]Z]H]l]B]0]K]f]T]`]N]I](]^]L]U]p]4],0G0A0/0J0e080S0D0M0;0q0\?0-0H0c0Q0l0'0B000K0f090T0o0E0`030N0i0W0%070m0C0"
    "10L0g0U0F040O0s0>KYK,KGKbKPK&KAK\\K/KJKeKSKnKDK2KMKhKVK$K\?KZK-KHKcK6K",
    "QK'KBK]K0KKKfK9KTKoK*KEK3KNKiK<KWKrK@K.KIKRKmK(KCK1KLKgK:KUKFK4KOKjKXK#f>fYf,fbf5fPfAf/fJf8fSf)fDf_f2fMfhf;fVf\?fH"
    "fcf6fQflf'fBf]f0fKfff9fTfofEf3fNfWf[fIfdf7fRfmfCfLfpfafOfjf=fXf,9G9b9P9&9J989D9q9H969l9B909K9f999T9*9`939N9[9R9(9^"
    "9L9:9F9X9>TYTGTkTAT/TJTeTSTMT\?T-THTcTQT'TBT]T0TKTfT9TTToTET3TNTiTWT@TITRTCT1TLTgT:TUTOT,o5oJono)oMohoVoHo6oQoBoKo"
    "fo9oTo`oNo<oro@omo^oLogo:opoFoG*/*e*S*M*-*'*K*f*9*o*E*3*i*W*@*g*O*>E,EbEPE\\EJEDE_EhEVEHEQEBEKEfETENEiErE.EmE^ELEF"
    "EjEXEA`e`S`$`\?`c`K`f`9`*`I`C`g`O`A3\\3J3e3n3D3h3V3$3Z3H363l3B303K3f3T3o3*3`3N3.3I3R3(3^313L3g3:3p3F343X3GN5NkNANJ"
    "NeNSN-NHNcNQN'NBN0NKNfNTNEN3NNNiNWNdNRNmNCNLNgNUNpNaNONjN=NYiPiJi)ihi;iVi$iHi6iliBi0iKifi9ioi*iNi<i%i[iIimi1igi:iU"
    "i+i4ijisie<S<M<\?<]<K<o<E<W<I<C<:<j<>W,W&WJWDW2WhWVW$W\?WHWcW6WBW0WKWfWTW*WNWrW[W.WmWLWFW4WOWXWArer8r\?r-rQr'rKr9r"
    "or3rNrWrdr1r:rprjr#%Y%5%k%)%_%;%q%H%'%B%0%f%T%N%%%[%7%m%L%+%a%=%s%G@A@/@e@S@M@\?@-@Q@'@]@K@f@9@T@3@i@W@I@R@1@g@U@O"
    "@#[Y[5[k[J[)[_[;[q[B[0[T[N[%[[[7[m[L[+[a[=[s[/.S.\?.-.B.K.o.E.3.W.1.U.>IPI\\IJInIhIVI$I\?IHI6IBI0IKIfITIoINIiI<IrI"
    "@I.IdIRI(I^ILI:IjIAdedSdMd\?d-dQdld'dKdTdodEdidrdIdCdpd4d#7Y757k7J7)7_7;7q7\?7H7B707T7N7W7%7[777m7L7+7a7=7s7GRbRAR"
    "/ReRMR\?R-RcRQR'R]RKRoRER3RIRgRUROR#mYm5mkmJm)m_m;mqmHmBm0mfm%m[m7mmmLm+mam=msmG(A(e(8(S(M(\?(c(Q(K(9(o(W(r(I(C(1("
    "g(U(O(>C,CbCPC&CJC8CnCDC2ChCVC$CHC'CBC0CKCfCTC`CNC.CdC^CLC:CFC4CjCXCG^A^/^S^M^-^c^Q^'^]^K^9^i^W^I^1^g^X^>1,1b1&1J1"
    "81h1$1l1B101K1f191T1*1E1`1N1.1d1^111L1:1F1X1#LGL5LkL&LAL/LJLeLSLDLMLVLqL\?L-LHLcLQL'LBL]L0LKLfL9LTLoLEL3LNLiLWL@LI"
    "L7LCL^L1LLLgLULpL+LaLOL=LsL>g,g&gJgSg)ghgVgHg6gQgBg]gKgfgTgNg<g[g.gRgmg^g1gLg4gjgXgG:e:S:M:\?:c:':]:K:f:o:3:N:I:C:"
    "g:U:O:,UbUPU&U\\UJU8UnU)UDU2UhU$UZUHU6UlUBU0UKUfUTU`UNUiUrU@U.U(U^ULUpUFUjUGpJpMp-pcpQp'pKp9pEpIpCp1pLpgp#+Y+5+k+J"
    "+)+_+;+q+H+B+0+f+T+%+[+7+m+L+++a+=+s+GFPFAF/FeFSFnFcFQFBFKF9FoFEF3FIF(F^FgFUFYa5aka&aSa_a;aqaHaBafaTaNa%a[a7amaLa+"
    "aaa=asaS4M4\?4-4'404K494o4E4N4i4<4W4I4bOPO&O\\OJO8OhOVOZOHOBO0OKOfOTONOrO@O.OIOdORO^OLO:OGjAjejnjDjMj-jcjlj]jKjfj9"
    "j*j`jdj(jLjgjUjFj4jjj#=Y=5=k=)=_=;=q=B=0=f=T=%=[=7=m=L=+=a===s=GX/XSXDXMX\?X'XKXoXEXiXWX(XgX#sYs5sks)s_s;sqsBs0sfs"
    "%s[s7smsLs+sas=sss"};
static const char infer__book_iq2_xxs[1][513] = {
    "##Y#G#5#k#A#/#)#_#;#q#\?#-#'#9#E#3#%#[#m#a#>>,>&>J>$>.>:>#YYY_Y[Y>,,,&,D,2,$,Z,6,*,@,.,(,4,#GYG5G)GcGWG%GCGPb&b$b."
    "b4b#5G555/5;5\?5-5'5]575,P$PYk/k>&,&&&D&$&*&.&(&L&#A5A)A'AoA%A2\\H\\#/5/)/M/Q/%/8J`J#eee>8,8&8$8@8#SGS+SBn#)Y)k)-)"
    "E)%)[)VD6D#_Y_>2,2&2$2f2#M\?M3M(h5;);1;-q>$,$&$8$D$2$$$6$f$*$@$.$($#\?)\?E\?%\?I\?>Z&Z6ZfZ<Z#-5-)-%-U-\\H2H#c>6,6&"
    "6$6H6#Q9QEQ[QHl(l#'5'A'S')'%'7',BZB4BC](0^0kK>f0f#9A9S939$T5o,*&*$*<*#EKE8`*`#3G3&N\\N.NZ<#%Y%k%\?%[%,@8@$@A[>.,.&"
    ".J.$.*.#IcI1IPd$d*dY7,RAm,(&(2($(F(eC%CH^#1_1-1BL@:)UY+'+I+PF#a84'=,X"};
static const char infer__book_iq2_xs[1][1025] = {
    "##Y#G#5#k#A#/#e#S#)#_#M#;#\?#-#c#Q#'#]#K#9#E#3#%#[#I#7#C#1#U#+#>>,>b>P>&>\\>J>8>n>D>2>$>Z>H>6>B>0>*><>@>.>(>#YYYGY"
    "5YAY/Y)Y\?Y-Y'YKY%YmY>,,,b,P,&,\\,J,8,D,2,$,Z,H,6,B,0,f,*,@,.,(,#GYGGG5GAG/G)G\?G-G'GEG%G>b,b&bhb$bZb.b#5Y5G555k5A"
    "5/5)5M5\?5-5'595%5+5s5>P,P&P$P@PRP#k)k;kgk+k>&,&b&P&&&\\&J&8&D&2&$&Z&H&6&B&0&*&r&@&.&(&#AYAGA5AAA/A)A\?A-A'A%A1AgA"
    ">\\,\\b\\&\\$\\*\\#/Y/G/5/A///)/\?/-/Q/'/3/%/>J,J&J$J#e/eQe>8,8&8\\8$808d8#SGSiSBnXn#)Y)G)5)k)A)/)))\?)-)')%)+)>D,"
    "D&D$D6DND#___%_=_>2,2&2V2$2#M\?M]MUM>hnhjh#;5;k;);K;7;a;<V(V5q)q[q7qmq>$,$b$P$&$\\$J$8$D$2$$$Z$H$6$l$B$0$*$N$@$.$("
    "$#\?Y\?G\?5\?A\?/\?)\?\?\?-\?'\?%\?I\?a\?>Z,Z&Z\\ZVZ$Z#-Y-G-5-A-/-S-)-\?---'-%-1->H,H&H2H$HpH#ckc-c'c>6,6&6$6H606`"
    "6#QAQ-Q'QWQ,l#'Y'G'5'A'/')';'\?'-'''%'>B,B&BJB$BZB#]-]s]>0,0&0D0$0*0@0F0#K5K%K7KDf<fFf#9/9\?9'9U9nT$TZTIo>*,*&*$*0"
    "*`*d*X*#E2`l`^`#3e3&N$NHN4N><r<MWbr0r`r#%Y%G%5%A%/%)%q%\?%-%'%%%[%=%s%>@,@b@&@$@B@T@#[)[%[[[+[=[>.,.&.\\.J.$.*.R.#"
    "I-IOI8drd#757M7o7%7[7=7bR_m%m7mgm=m>(,(&($(f(.(#C_C3Cf^R^#1G1-1'191VL(L^L\?gB:j:QUJp*p#+Y+5+k+)+q+++BFTFjF#aYa5aqa"
    "%a+a$4L4Nj:jk=)=_=;=+===,X.XdX;sqsCsss"};
static const char infer__book_iq2_s[1][2049] = {
    "##Y#G#5#k#A#/#e#S#)#_#M#;#\?#-#c#Q#'#]#K#9#E#3#i#W#%#[#I#7#C#1#+#O#s#>>,>b>P>&>\\>J>8>D>2>$>Z>H>6>B>0>f>T>*>N><>@>"
    ".>(>^>L>F>4>#YYYGY5YAY/Y)YqY\?Y-YcYQY'YKY%YIYmY1YaY>,,,b,P,&,\\,J,8,D,2,h,V,$,Z,H,6,l,B,0,f,T,*,`,N,@,.,d,R,(,L,:,"
    "F,4,#GYGGG5GkGAG/GeGSG)GMG;G\?G-GcGQG'G]GKG9GEG3G%G[GIG7GCG1G+G>b,bbbPb&bJb$bHb6bBb0b*b@b.b(b#5Y5G555A5/5e5S5)5M5q"
    "5\?5-5c5Q5'5]5K595E535%5I515s5>P,P&P\\PJP8PDP$PHP6PBP0P*P@P(P#kAk/k_k;kqk'kUk>&,&b&P&&&\\&J&8&D&2&h&$&Z&H&6&B&0&f&"
    "T&*&`&N&<&@&.&d&(&L&:&F&4&#AYAGA5AkAAA/AeASA)A_AMA;A\?A-AcAQA'A]AKA9AEA3A%A[AIA7ACA1A>\\,\\P\\&\\J\\D\\2\\$\\H\\B"
    "\\0\\@\\.\\(\\#/Y/G/5/A///e/S/)/M/;/\?/-/c/Q/'/]/K/9/E/3/%/[/I/7/C/1/+/>J,JbJPJ&J\\JJJ8JDJ2J$JZJHJ6JBJ0J*J@J.J(J#e"
    "Ge5eAe/e)e\?e-e'e%ese>8,8b8P8&8J888D8$8Z8H868B808*8@8.8#SYSGS5SAS/S)S\?S-S'SWSaS,n&n$nfn#)Y)G)5)A)/)e)S)))M)q)\?)-"
    ")')])K)3)%)m)1)s)>D,D&D\\DJDDD$DZDHDBD0D*D@D.D(D#_k___;_q_-_'_7_m_=_>2,2b2P2&2J282D222$2Z2H262B202*2@2.2(2#MGM5MAM"
    "/M)M\?M-M'MiM%M>h,h&h$hTh#;G;A;/;\?;-;';m;s;>V,V&VLVkq_q3q7qmq>$,$b$P$&$\\$J$8$n$D$2$h$$$Z$H$6$l$B$0$f$T$*$`$N$@$."
    "$($L$:$F$4$#\?Y\?G\?5\?A\?/\?e\?S\?)\?_\?M\?\?\?-\?c\?Q\?'\?]\?K\?9\?E\?3\?%\?[\?I\?7\?C\?1\?+\?>Z,Z&Z\\ZJZ8Z2Z$ZH"
    "Z6ZBZ0Z*Z@Z.Z#-Y-G-5-k-A-/-e-S-)-_-M-;-\?---c-Q-'-]-K-9-E-3-%-[-I-7-C-1-+->H,HbHPH&H\\HJH8HDH2H$HZHHH6HBH0H*HrH@H."
    "H(H#cYcGc5cAc/c)c\?c-c'c%cOc>6,6P6&6\\6J686D626$6Z6H666B606*6.6(6#QYQGQ5QAQ/Q)Q\?Q-Q'Q%QgQ>l,l&l$l#'Y'G'5'A'/'e'S'"
    ")'_'M';'\?'-'c'Q''']'K'9'E'3'%'['I'7'C'1'>B,BbBPB&B\\BJB8BDB2B$BZBHB6BBB0B*B@B.B(B#]G]5]A]/])]\?]-]']W]%]>0,0b0P0&"
    "0\\0J080D020$0Z0H060B000*0@0.0(0#KYKGK5KAK/K)K\?K-K'K%K>f,f&fhf$f#9Y9G959A9/9)9\?9-9'9o9%9>T,T&T$T#oSoIo=o>*,*b*&*"
    "\\*J*8*D*2*$*H*6*B*0***.*(*#EYEGE5EAE/E)E\?E-E'E%EUE,`&`$`f`F`#3G353A3/3)3\?3-3'3%3>N,N&N$NlN<N^N#i1i><,<&<N<:<#Wq"
    "WZrFr#%Y%G%5%A%/%S%)%M%\?%-%'%]%K%9%E%%%I%C%1%>@,@P@&@\\@J@8@D@2@$@Z@H@6@B@0@@@.@(@X@#[G[k[A[/[\?[-['[>.,.b.P.&.\\"
    ".J.8.D.$.Z.H.6.B.0.*.@...(.#IYIGI5IAI/I)I\?I-I'I%ImI>d,d&dVd$d#7G7A7/7\?7-7'7a7>R,R$RNR_m9mom[mam>(,(P(&(\\(J(8(2("
    "$(Z(H(6(B(0(*(@(.(((#CGCAC/C\?C-C'CoC>^,^&^$^j^#1Y1G151A1/1)1\?1-1'1%1g1>L,L&L$L:LFL#gcg3g>:,:&:h:$:X:#UQU]U(p#+G+"
    "k+/+_+q+\?+-+'+a+s+$FNFYaka_a;aqa[a7ama=a>4,4&4$4R444#OSOBjk=;=a=0XdX5sks)s_s;s7sss"};
static const char infer__book_iq3_xxs[1][513] = {
    "##%#'#,#.#2#3#5#<#E#^#`#$$&$+$-$4$8$;$=$D$O$[$#%%%'%,%3%5%<%>%B%L%R%`%$&*&+&-&8&[&.'B'G'R'^'`'$(*(=(M(@)W)+*/*1*F*"
    "T*$+&+++-+4+6+;+=+\?+J+K+#,%,,,3,5,$-&-+---4-;-]-#.%.3.<.I.Y.$/(/K/3070I0\\0(152C2#3%3,3.3335393<3E3$4&4(4+4-444;4"
    "V4Z4[4#5%5,5253555B5C5P5$6+6/6[6_6@7N7&8:8D8_8$:&:1:H:$;+;-;4;6;K;X;];#<%<3<<<G<I<$=&=+=8=M=]=,>>>;\?J\?]\?#@)@5@P"
    "@/AAAVA>BSB'C2C@CBCNCRC_D3EBECESEYE*FHF'GLGWG8HFH[H(J+J-J;J-KDK[K#L)L9LPL/M=M]M%NNN+O6O:O]O%P<PKQ7RER7SGSISWS4TTT2"
    "UWU;VAVGW(XMX>Y&Z4Z&[([*[+[=[M[9\\C\\-]H]M]#^0^>^S^4_D_#`%`7`;a"};
static const char infer__book_iq3_s[1][1025] = {
    "##$#%#(#*#+#,#-#/#1#3#4#8#>#C#E#H#J#L#N#S#U#\\#_#b##$$$%$'$+$,$0$3$6$:$<$@$G$T$X$]$#%$%(%*%+%.%1%4%8%;%\?%E%H%J%L%"
    "N%[%^%&&,&0&3&5&<&>&A&G&K&M&Z&\\&`&#'.'2'4'7'='C'F'L'['%('(3(5(9(>(D(H(J(Y(^()),).)<)M)\\)#*%*'*3*5*9*>*K*O*#+$+%+"
    "'+++,+.+0+2+3+5+<+\?+A+O+Q+T+]+#,$,&,),+,/,4,;,>,D,K,M,[,a,#---0-2-3-7-=-C-F-P-S-]-$.'.*.+...4.:.;.\?.D.U.[.&/(/-/"
    "//</>/E/I/K/O/$0+0.040;0=0L03171:1G1I1$2&2+2-242@2D2U2[2#3$3&3(3*3+3-3/3134363:3;3=3D3F3H3K3M3Z3[3^3`3#4%4+4.42454"
    "84<4\?4E4L4$5'5*54565;5B5D5N5R5\\5_5#6%6(6,65676<6>6E6K6Y6$7*73767=7@7D7]7`7'8,858B8C8N8[8#9%9*949P9T9(:,:9:;:F:K:"
    "%;,;.;0;2;5;<;>;@;E;G;J;L;V;\\;$<&<(</<4<6<C<S<]<a<#=-=3===\?=K=$>+>/>4>6>:>;>D>F>J>P>^>&\?,\?1\?5\?<\?M\?S\?W\?$@"
    "+@-@8@=@G@Q@^@1ADA$B&B3B5B@B#C'C-C3C7C:C=CDCKC[C%D*D,D.D5D;D@DFDLDPD$E&E+E0E4E>ECEREUE[E'F,F.F3F5F<F@F#G%G7GBGCG\\"
    "G(H*H4HUH.I\?ISI+J0J;JFJLJ%K+K/K5KCKGKJKMKYK_K$L&L(L-L4L=L]L#M,M6M;MAMNM%N*N+N:NGNLNXN^N$O'O3O=OIO-P9PLPNPEQ%R'R5R"
    ",S.S0S<S>SSS#T3T:TWT-U\?UEUPUUU[U#V/V4VCV8WFWUW#X&X\?XSX(YCY,Z.Z#['[*[3[5[A[C[O[U[%\\,\\7\\F\\H\\$]']+]1]4];]L]%^="
    "^@^N^$_(_._3_K_5`E`%a<a#b"};

#define INFER__ENTRY(i) (2 * (i) + ((i) >> 10)) /* a string ends after 1024 entries */

typedef struct infer__book {
    const char *text;
    int8_t map[16]; /* digit to value */
    bool ternary, shift;
} infer__book;

static const infer__book infer__iq1 = {infer__book_iq1[0], {-8, 0, 8}, true, true};
static const infer__book infer__iq2_xxs = {infer__book_iq2_xxs[0], {8, 25, 43}, true, false};
static const infer__book infer__iq2_xs = {infer__book_iq2_xs[0], {8, 25, 43}, true, false};
static const infer__book infer__iq2_s = {infer__book_iq2_s[0], {8, 25, 43}, true, false};
static const infer__book infer__iq3_xxs = {infer__book_iq3_xxs[0], {4, 12, 20, 28, 36, 44, 52, 62}, false, false};
static const infer__book infer__iq3_s = {infer__book_iq3_s[0], {1, 3, 5, 7, 9, 11, 13, 15}, false, false};

/* What a format's 32 weights from 32j on are made of. */
typedef struct infer__codes {
    uint16_t at[8]; /* entries: 4 of 8 weights, or 8 of 4 */
    uint32_t signs; /* set: minus; with `shift`, not a sign: add -1 instead of 1 */
    int8_t scale[2];
} infer__codes;

static void infer__open_codes(const infer__book *k, const infer__codes *c, int8_t *INFER__RESTRICT q) {
    static const uint8_t power[4] = {27, 9, 3, 1};
    for (int i = 0; i < 32; i++) {
        const char *entry = k->text + INFER__ENTRY(c->at[k->ternary ? i / 8 : i / 4]);
        int v = entry[k->ternary ? i / 4 % 2 : i / 2 % 2] - '#', minus = c->signs >> i & 1;
        int value = k->map[k->ternary ? v / power[i % 4] % 3 : v >> i % 2 * 3 & 7];
        q[i] = (int8_t)(k->shift ? value + 1 - 2 * minus : minus ? -value : value);
    }
}

INFER__INLINE unsigned infer__u16_at(const uint8_t *p) { return p[0] | (unsigned)p[1] << 8; }

/* Bits 0..6, 7..13, .. become four bytes of signs, in each the last made such that minus is even. */
INFER__INLINE uint32_t infer__even_signs(uint32_t w) {
    uint32_t s = (w & 0x7f) | (w << 1 & 0x7f00) | (w << 2 & 0x7f0000) | (w << 3 & 0x7f000000), parity = s ^ s >> 4;
    parity ^= parity >> 2, parity ^= parity >> 1;
    return s | (parity & 0x01010101) << 7;
}

/* Scales are odd, 2n + 1: of n for both halves of 32, or of 4 bits n each. */
INFER__INLINE void infer__scale_both(infer__codes *c, int n) { c->scale[0] = c->scale[1] = (int8_t)(2 * n + 1); }
INFER__INLINE void infer__scale_each(infer__codes *c, int n) {
    c->scale[0] = (int8_t)((n & 15) * 2 + 1), c->scale[1] = (int8_t)((n >> 4) * 2 + 1);
}

/* IQ2_XXS: w = d / 8 * scale * q, q from the book of 256
 *   | d F16 | 8 times: 4 B entries, 4 B: 4 times 7 signs, scale 4 bits |         = 66 B, 2.0625 bits a weight */
INFER__INLINE infer__codes infer__codes_iq2_xxs(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    for (int i = 0; i < 4; i++) c.at[i] = p[2 + 8 * j + i];
    memcpy(&c.signs, p + 6 + 8 * j, 4);
    infer__scale_both(&c, (int)(c.signs >> 28)), c.signs = infer__even_signs(c.signs);
    return c;
}

/* IQ2_XS: the same of a book of 512, with scales for 16 weights
 *   | d F16 | 32 times 2 B: entry 9 bits, 7 signs | 8 B scales |                 = 74 B, 2.3125 bits a weight */
INFER__INLINE infer__codes infer__codes_iq2_xs(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    for (int i = 0; i < 4; i++) {
        unsigned word = infer__u16_at(p + 2 + 8 * j + 2 * i);
        c.at[i] = word & 511, c.signs |= word >> 9 << 7 * i;
    }
    infer__scale_each(&c, p[66 + j]), c.signs = infer__even_signs(c.signs);
    return c;
}

/* IQ2_S: the same of a book of 1024, with all signs
 *   | d F16 | 32 B entries' low 8 bits | 32 B signs | 8 B high 2 bits | 8 B scales |  = 82 B, 2.5625 bits a weight */
INFER__INLINE infer__codes infer__codes_iq2_s(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    for (int i = 0; i < 4; i++) c.at[i] = (uint16_t)(p[2 + 4 * j + i] | (p[66 + j] >> 2 * i & 3) << 8);
    memcpy(&c.signs, p + 34 + 4 * j, 4), infer__scale_each(&c, p[74 + j]);
    return c;
}

/* IQ3_XXS: w = d / 4 * scale * q, q from the book of 256, 4 weights an entry
 *   | d F16 | 64 B entries | 8 times 4 B: 4 times 7 signs, scale 4 bits |        = 98 B, 3.0625 bits a weight */
INFER__INLINE infer__codes infer__codes_iq3_xxs(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    for (int i = 0; i < 8; i++) c.at[i] = p[2 + 8 * j + i];
    memcpy(&c.signs, p + 66 + 4 * j, 4);
    infer__scale_both(&c, (int)(c.signs >> 28)), c.signs = infer__even_signs(c.signs);
    return c;
}

/* IQ3_S: w = d * scale * q, q from the book of 512, all signs
 *   | d F16 | 64 B entries' low 8 bits | 8 B ninth bits | 32 B signs | 4 B scales |   = 110 B, 3.4375 bits a weight */
INFER__INLINE infer__codes infer__codes_iq3_s(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    for (int i = 0; i < 8; i++) c.at[i] = (uint16_t)(p[2 + 8 * j + i] | (p[66 + j] >> i & 1) << 8);
    memcpy(&c.signs, p + 74 + 4 * j, 4), infer__scale_both(&c, p[106 + j / 2] >> j % 2 * 4 & 15);
    return c;
}

/* IQ1_S: w = d * scale * (q + 1/8) or (q - 1/8), q -1..1 from the book of 2048; here 8 times that
 *   | d F16 | 32 B entries' low 8 bits | 8 times 2 B: 4 times high 3 bits, scale 3 bits, minus |  = 50 B, 1.5625 bits
 * The shift by 1/8, up or down for all 32, gives the level 0 something to do. */
INFER__INLINE infer__codes infer__codes_iq1_s(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    unsigned high = infer__u16_at(p + 34 + 2 * j);
    for (int i = 0; i < 4; i++) c.at[i] = (uint16_t)(p[2 + 4 * j + i] | (high >> 3 * i & 7) << 8);
    c.signs = high >> 15 ? 0xffffffff : 0, infer__scale_both(&c, high >> 12 & 7);
    return c;
}

/* IQ1_M: the same, with scales for 16 weights and shifts for 8; d lies in the scales' fourth digits
 *   | 32 B entries' low 8 bits | 32 times 4 bits: high 3 bits, minus | 4 times 2 B: 4 scales of 3 bits, 4 bits of d F16 |
 *                                                                                = 56 B, 1.75 bits a weight */
INFER__INLINE infer__codes infer__codes_iq1_m(const uint8_t *p, int j) {
    infer__codes c = INFER__ZERO;
    unsigned high = infer__u16_at(p + 32 + 2 * j), scales = infer__u16_at(p + 48 + j / 2 * 2) >> j % 2 * 6;
    for (int i = 0; i < 4; i++) {
        c.at[i] = (uint16_t)(p[4 * j + i] | (high >> 4 * i & 7) << 8);
        c.signs |= (high >> (4 * i + 3) & 1) * 255u << 8 * i;
    }
    infer__scale_each(&c, (int)((scales & 7) | (scales >> 3 & 7) << 4));
    return c;
}

/* IQ4_XS: w = d * (scale - 32) * value[code], scale 0..63 for 32 weights, IQ4_NL's values, codes as in Q4_0
 *   | d F16 | 2 B scales' high 2 bits | 4 B their low 4 bits | 128 B codes |     = 136 B, 4.25 bits a weight */
static int infer__scale_iq4_xs(const uint8_t *p, int j) {
    return (int)((p[4 + j / 4] >> j / 2 % 2 * 4 & 15) | (infer__u16_at(p + 2) >> j / 2 * 2 & 3) << 4) - 32;
}
static void infer__quants_iq4_xs(const uint8_t *p, int8_t *q) {
    for (int j = 0; j < 8; j++) infer__open_values(p + 8 + 16 * j, 16, infer__values_iq4, q + 32 * j);
}

/* TQ2_0: w = d * (q - 1), q 0..3   | 64 B q, as in Q2_K | d F16 |                = 66 B, 2.0625 bits a weight
 * TQ1_0: w = d * (q - 1), q 0..2   | 48 + 4 B q | d F16 |                        = 54 B, 1.6875 bits a weight
 * For models that are trained to have three levels. Five base-3 digits fill a byte as a fraction of 256: 3^k times it,
 * without the whole part, begins with digit k. Byte i of 32 has q[32k + i]; of the next 16 q[160 + 16k + i]; of the last
 * 4 q[240 + 4k + i], k < 4. */
static void infer__quants_tq2_0(const uint8_t *p, int8_t *q) {
    for (int i = 0; i < 256; i++) q[i] = (int8_t)((p[i / 128 * 32 + i % 32] >> i / 32 % 4 * 2 & 3) - 1);
}
static void infer__quants_tq1_0(const uint8_t *p, int8_t *q) {
    static const uint8_t power[5] = {1, 3, 9, 27, 81}, part[4] = {0, 32, 48, 52};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 5 - i / 2; k++)
            for (int b = part[i]; b < part[i + 1]; b++) *q++ = (int8_t)(((p[b] * power[k] & 255) * 3 >> 8) - 1);
}

/* Q8_K: w = d * q               | d F32 | 256 B int8 | 32 B sums |               = 292 B; ggml's activations, not in files */
static void infer__quants_q8_k(const uint8_t *p, int8_t *q) { memcpy(q, p + 4, 256); }

static int infer__scale_one(const uint8_t *p, int j) { return (void)p, (void)j, 1; }
#define infer__scale_tq2_0 infer__scale_one
#define infer__scale_tq1_0 infer__scale_one
#define infer__scale_q8_k  infer__scale_one

static float infer__d_at0(const void *p) { return infer__half_at((const uint8_t *)p); }
static float infer__d_quarter(const void *p) { return infer__d_at0(p) * 0.25f; }
static float infer__d_eighth(const void *p) { return infer__d_at0(p) * 0.125f; }
static float infer__d_at52(const void *p) { return infer__half_at((const uint8_t *)p + 52); }
static float infer__d_at64(const void *p) { return infer__half_at((const uint8_t *)p + 64); }
static float infer__d_iq1_m(const void *block) {
    const uint8_t *p = (const uint8_t *)block;
    return infer__f16_to_f32((uint16_t)(p[49] >> 4 | p[51] >> 4 << 4 | p[53] >> 4 << 8 | p[55] >> 4 << 12)) * 0.125f;
}
static float infer__d_f32(const void *p) {
    float d;
    memcpy(&d, p, 4);
    return d;
}

/* These formats, which open into the K-quants' form with quants signed: type, name, bytes, scale, and whether quants may
 * pass 32 ([8]). Those of books then have the book. */
#define INFER__EACH_BOOK(X)                              \
    X(IQ2_XXS, iq2_xxs, 66, eighth, k16_bytes, iq2_xxs)  \
    X(IQ2_XS, iq2_xs, 74, eighth, k16_bytes, iq2_xs)     \
    X(IQ2_S, iq2_s, 82, eighth, k16_bytes, iq2_s)        \
    X(IQ3_XXS, iq3_xxs, 98, quarter, k16_bytes, iq3_xxs) \
    X(IQ3_S, iq3_s, 110, at0, k16, iq3_s)                \
    X(IQ1_S, iq1_s, 50, eighth, k16, iq1)                \
    X(IQ1_M, iq1_m, 56, iq1_m, k16, iq1)
#define INFER__EACH_SIGNED(X)                 \
    X(IQ4_XS, iq4_xs, 136, at0, k16_bytes, 0) \
    X(TQ1_0, tq1_0, 54, at52, k16, 0)         \
    X(TQ2_0, tq2_0, 66, at64, k16, 0)         \
    X(Q8_K, q8_k, 292, f32, k16_bytes, 0)

#define INFER__BOOK(TYPE, name, bytes, d, micro, book)               \
    static void infer__quants_##name(const uint8_t *p, int8_t *q) {  \
        for (int j = 0; j < 8; j++) {                                \
            infer__codes c = infer__codes_##name(p, j);              \
            infer__open_codes(&infer__##book, &c, q + 32 * j);       \
        }                                                            \
    }                                                                \
    INFER__INLINE int infer__scale_##name(const uint8_t *p, int j) { \
        return infer__codes_##name(p, j / 2).scale[j % 2];           \
    }
INFER__EACH_BOOK(INFER__BOOK)

#define INFER__FORMAT_SIGNED(TYPE, name, bytes, d_of, micro, book)                                         \
    static void infer__open_##name(const void *block, infer__open256 *INFER__RESTRICT o) {                 \
        o->d = infer__d_##d_of(block), o->m = 0.0f, memset(o->min, 0, 16);                                 \
        for (int j = 0; j < 16; j++) o->scale[j] = (int8_t)infer__scale_##name((const uint8_t *)block, j); \
        infer__quants_##name((const uint8_t *)block, o->q);                                                \
    }                                                                                                      \
    INFER__BLOCK_FORMAT_OF(name, 256, bytes)
INFER__EACH_BOOK(INFER__FORMAT_SIGNED)
INFER__EACH_SIGNED(INFER__FORMAT_SIGNED)

#ifdef INFER__X86
/* Their twins: 32 quants, signed. */
INFER__INLINE INFER__AVX2 __m256i infer__bit_mask_avx2(uint32_t word) { /* bit i to all bits of byte i */
    __m256i pick = _mm256_set1_epi64x((long long)0x8040201008040201), bits;
    bits = _mm256_shuffle_epi8(_mm256_set1_epi32((int)word),
                               _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303));
    return _mm256_cmpeq_epi8(_mm256_and_si256(bits, pick), pick);
}

INFER__INLINE INFER__AVX2 __m256i infer__map_avx2(const int8_t *map, __m256i digits) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(INFER__LOAD128(map)), digits);
}

/* A book's base-3 digits come out as of TQ1_0: 810 / 65536 is 1 / 81 and a little. Digits 0 and 2 from one product, 1 and
 * 3 from another. */
INFER__INLINE INFER__AVX2 __m256i infer__book_quants_avx2(const infer__book *k, infer__codes c) {
    uint64_t word[2] = {0, 0};
    for (int i = 0; i < (k->ternary ? 4 : 8); i++) {
        uint16_t pair;
        memcpy(&pair, k->text + INFER__ENTRY(c.at[i]), 2);
        word[i / 4] |= (uint64_t)pair << i % 4 * 16;
    }
    for (int i = 0; i < 2; i++) word[i] -= 0x2323232323232323; /* '#' */
    __m256i q, mask = infer__bit_mask_avx2(c.signs);
    if (k->ternary) {
        __m256i v = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)word[0])), three = _mm256_set1_epi16(3);
        v = _mm256_or_si256(v, _mm256_slli_epi32(v, 16));
        q = _mm256_mulhi_epu16(_mm256_mullo_epi16(v, _mm256_set1_epi32(810 | (810 * 9 & 0xffff) << 16)), three);
        v = _mm256_mulhi_epu16(_mm256_mullo_epi16(v, _mm256_set1_epi32(810 * 3 | (810 * 27 & 0xffff) << 16)), three);
        q = _mm256_or_si256(q, _mm256_slli_epi16(v, 8));
    } else {
        __m256i v = _mm256_cvtepu8_epi16(_mm_set_epi64x((long long)word[1], (long long)word[0]));
        q = _mm256_and_si256(_mm256_or_si256(v, _mm256_slli_epi16(v, 5)), _mm256_set1_epi16(0x0707));
    }
    q = infer__map_avx2(k->map, q);
    if (k->shift) return _mm256_add_epi8(q, _mm256_or_si256(mask, _mm256_set1_epi8(1)));
    return _mm256_sub_epi8(_mm256_xor_si256(q, mask), mask);
}

INFER__INLINE INFER__AVX2 __m256i infer__two_halves_avx2(__m128i low, __m128i high) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}
INFER__INLINE INFER__AVX2 __m256i infer__nibbles32_avx2(const uint8_t *p) {
    __m128i v = INFER__LOAD128(p);
    return _mm256_and_si256(infer__two_halves_avx2(v, _mm_srli_epi16(v, 4)), _mm256_set1_epi8(15));
}
INFER__INLINE INFER__AVX2 __m128i infer__times3_avx2(__m128i v) { return _mm_add_epi8(v, _mm_add_epi8(v, v)); }

#define INFER__QUANTS(name) INFER__INLINE INFER__AVX2 __m256i infer__quants_##name##_avx2(const uint8_t *p, int j)
INFER__QUANTS(iq4_nl) { return (void)j, infer__map_avx2(infer__values_iq4, infer__nibbles32_avx2(p + 2)); }
INFER__QUANTS(iq4_xs) { return infer__map_avx2(infer__values_iq4, infer__nibbles32_avx2(p + 8 + 16 * j)); }
INFER__QUANTS(mxfp4) { return (void)j, infer__map_avx2(infer__values_fp4, infer__nibbles32_avx2(p + 1)); }
INFER__QUANTS(nvfp4) { /* low and high 8, twice */
    __m256i q = infer__nibbles32_avx2(p + 4 + 16 * j);
    return infer__map_avx2(infer__values_fp4, _mm256_permute4x64_epi64(q, 0xd8));
}
INFER__QUANTS(q8_1) { return (void)j, INFER__LOAD256(p + 4); }
INFER__QUANTS(q8_k) { return INFER__LOAD256(p + 4 + 32 * j); }
INFER__QUANTS(q1_0) {
    uint32_t word;
    memcpy(&word, p + 2 + 4 * j, 4);
    return _mm256_or_si256(infer__bit_mask_avx2(~word), _mm256_set1_epi8(1));
}
INFER__QUANTS(q2_0) { /* bits 2k of a word to byte k */
    __m256i v = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(p + 2 + 8 * j)));
    v = _mm256_or_si256(v, _mm256_slli_epi32(v, 12));
    v = _mm256_and_si256(_mm256_or_si256(v, _mm256_slli_epi32(v, 6)), _mm256_set1_epi8(3));
    return _mm256_sub_epi8(v, _mm256_set1_epi8(1));
}
INFER__QUANTS(tq2_0) {
    __m256i v = _mm256_srli_epi16(INFER__LOAD256(p + j / 4 * 32), j % 4 * 2);
    return _mm256_sub_epi8(_mm256_and_si256(v, _mm256_set1_epi8(3)), _mm256_set1_epi8(1));
}
INFER__QUANTS(tq1_0) { /* the first digit is 1 from 86 / 256 on, 2 from 171 / 256 */
    __m256i q = INFER__LOAD256(p);
    for (int k = 0; k < j && j < 5; k++) q = _mm256_add_epi8(q, _mm256_add_epi8(q, q));
    if (j >= 5) {
        int32_t last;
        memcpy(&last, p + 48, 4);
        __m128i v = INFER__LOAD128(p + 32), x = _mm_set1_epi32(last), x3 = infer__times3_avx2(x), x9, w;
        for (int k = 5; k < j; k++) v = infer__times3_avx2(infer__times3_avx2(v));
        x9 = infer__times3_avx2(x3), w = _mm_blend_epi32(x9, infer__times3_avx2(x9), 8);
        w = j == 7 ? _mm_blend_epi32(_mm_blend_epi32(x, x3, 2), w, 12) : infer__times3_avx2(v);
        q = infer__two_halves_avx2(v, w);
    }
    __m256i one = _mm256_cmpeq_epi8(_mm256_max_epu8(q, _mm256_set1_epi8(86)), q);
    __m256i two = _mm256_cmpeq_epi8(_mm256_max_epu8(q, _mm256_set1_epi8((char)171)), q);
    return _mm256_sub_epi8(_mm256_set1_epi8(-1), _mm256_add_epi8(one, two));
}
#define INFER__BOOK_QUANTS(TYPE, name, bytes, d, micro, book) \
    INFER__QUANTS(name) { return infer__book_quants_avx2(&infer__##book, infer__codes_##name(p, j)); }
INFER__EACH_BOOK(INFER__BOOK_QUANTS)

/* Scale j as above, by the hardware's conversion. */
INFER__INLINE INFER__AVX2 float infer__half_avx2(unsigned h) {
    return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128((int)h)));
}
INFER__INLINE INFER__AVX2 float infer__d_f16_avx2(const uint8_t *p, int j) {
    return (void)j, infer__half_avx2(infer__u16_at(p));
}
INFER__INLINE INFER__AVX2 float infer__d_e8m0_avx2(const uint8_t *p, int j) { return infer__d_e8m0(p, j); }
INFER__INLINE INFER__AVX2 float infer__d_e4m3_avx2(const uint8_t *p, int j) {
    return infer__half_avx2(infer__e4m3_to_f16(p[j])) * 128.0f;
}
#endif

/* ---- F32, F16, BF16 rows ------------------------------------------------ */

static void infer__dequantize_f32_scalar(const void *src, float *dst, size_t n) { memcpy(dst, src, n * sizeof(float)); }

static void infer__dequantize_f16_scalar(const void *src, float *dst, size_t n) {
    for (size_t i = 0; i < n; i++) dst[i] = infer__f16_to_f32(((const uint16_t *)src)[i]);
}

static void infer__dequantize_bf16_scalar(const void *src, float *dst, size_t n) {
    for (size_t i = 0; i < n; i++) dst[i] = infer__bf16_to_f32(((const uint16_t *)src)[i]);
}

/* y = sum_i w[i] * x[i] in 32 partial sums, lane l taking every i = l mod 32; then the halves are added until one is
 * left. That order is the vector twins' (4 registers of 8, or 2 of 16), so they differ only where they fuse. It also
 * rounds less than one long sum would: errors grow with n / 32. */
static float infer__dot_floats(void (*dequantize)(const void *src, float *dst, size_t n), size_t bytes, const void *w,
                               const void *x, size_t n) {
    float lane[32] = INFER__ZERO, a[32];
    const float *b = (const float *)x;
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        dequantize((const uint8_t *)w + i * bytes, a, 32);
        for (int l = 0; l < 32; l++) lane[l] += a[l] * b[i + (size_t)l];
    }
    dequantize((const uint8_t *)w + i * bytes, a, n - i);
    for (size_t l = 0; l < n - i; l++) lane[l] += a[l] * b[i + l];
    for (int half = 16; half > 0; half /= 2)
        for (int l = 0; l < half; l++) lane[l] += lane[l + half];
    return lane[0];
}

static float infer__dot_f32_scalar(const void *w, const void *x, size_t n) {
    return infer__dot_floats(infer__dequantize_f32_scalar, 4, w, x, n);
}
static float infer__dot_f16_scalar(const void *w, const void *x, size_t n) {
    return infer__dot_floats(infer__dequantize_f16_scalar, 2, w, x, n);
}
static float infer__dot_bf16_scalar(const void *w, const void *x, size_t n) {
    return infer__dot_floats(infer__dequantize_bf16_scalar, 2, w, x, n);
}

/* Integers and doubles: legal in files, of little use as weights. Each becomes the nearest float. */
#define INFER__EACH_NUMBER(X) \
    X(I8, i8, int8_t) X(I16, i16, int16_t) X(I32, i32, int32_t) X(I64, i64, int64_t) X(F64, f64, double)
#define INFER__NUMBER_FORMAT(TYPE, name, number)                                              \
    static void infer__dequantize_##name##_scalar(const void *src, float *dst, size_t n) {    \
        for (size_t i = 0; i < n; i++) {                                                      \
            number v;                                                                         \
            memcpy(&v, (const uint8_t *)src + i * sizeof v, sizeof v);                        \
            dst[i] = (float)v;                                                                \
        }                                                                                     \
    }                                                                                         \
    static float infer__dot_##name##_scalar(const void *w, const void *x, size_t n) {         \
        return infer__dot_floats(infer__dequantize_##name##_scalar, sizeof(number), w, x, n); \
    }
INFER__EACH_NUMBER(INFER__NUMBER_FORMAT)

/* ---- matrix-vector products --------------------------------------------- */

/* out[r] = w[r] . x for rows of row_bytes: all that generating a token does, beside attention. It is done when memory has
 * delivered the weights, so the twins ask for them ahead (measured, Q8_0: 43 GB/s a core; 33 if left to the hardware), and
 * everything else hides behind that. Their integers are the scalar dot's; only the order of the float sums differs. */
#ifdef INFER__X86

#define INFER__AHEAD 6144 /* bytes; of 4 to 8 KB tried */

/* The address is only a hint, it may lie behind the mapping. */
INFER__INLINE void infer__fetch(const uint8_t *p, size_t ahead, size_t bytes) {
    for (size_t i = 0; i < bytes; i += 64) _mm_prefetch((const char *)((uintptr_t)p + ahead + i), _MM_HINT_T0);
}

/* Halves are added until one lane is left, as in infer__dot_floats. */
INFER__INLINE INFER__AVX2 float infer__add_lanes_avx2(__m256 v) {
    __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_add_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_add_ss(a, _mm_movehdup_ps(a)));
}

/* F32, F16, BF16: 8 weights as floats. */
INFER__INLINE INFER__AVX2 __m256 infer__load_f32_avx2(const uint8_t *p) {
    return _mm256_loadu_ps((const float *)(const void *)p);
}
INFER__INLINE INFER__AVX2 __m256 infer__load_f16_avx2(const uint8_t *p) { return _mm256_cvtph_ps(INFER__LOAD128(p)); }
INFER__INLINE INFER__AVX2 __m256 infer__load_bf16_avx2(const uint8_t *p) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(INFER__LOAD128(p)), 16));
}

#define INFER__LOAD_NUMBERS(TYPE, name, number)                                    \
    INFER__INLINE INFER__AVX2 __m256 infer__load_##name##_avx2(const uint8_t *p) { \
        float v[8];                                                                \
        infer__dequantize_##name##_scalar(p, v, 8);                                \
        return _mm256_loadu_ps(v);                                                 \
    }
INFER__EACH_NUMBER(INFER__LOAD_NUMBERS)

typedef struct infer__shape1 {
    __m256 (*load)(const uint8_t *p);
    size_t bytes;
} infer__shape1;

INFER__INLINE INFER__AVX2 void infer__matvec1_avx2(infer__shape1 f, const uint8_t *w, size_t row_bytes, const void *x,
                                                   float *out, size_t rows, size_t n) {
    uint8_t tail_w[32 * 8] = INFER__ZERO;
    float tail_x[32] = INFER__ZERO;
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *row = w + r * row_bytes;
        __m256 a0 = _mm256_setzero_ps(), a1 = a0, a2 = a0, a3 = a0;
        for (size_t i = 0; i < n; i += 32) {
            const uint8_t *p = row + i * f.bytes;
            const float *y = (const float *)x + i;
            if (n - i < 32) { /* fill the last step with zeros */
                memcpy(tail_w, p, (n - i) * f.bytes), memcpy(tail_x, y, (n - i) * sizeof(float));
                p = tail_w, y = tail_x;
            }
            infer__fetch(p, INFER__AHEAD, 32 * f.bytes);
            a0 = _mm256_fmadd_ps(f.load(p), _mm256_loadu_ps(y), a0);
            a1 = _mm256_fmadd_ps(f.load(p + 8 * f.bytes), _mm256_loadu_ps(y + 8), a1);
            a2 = _mm256_fmadd_ps(f.load(p + 16 * f.bytes), _mm256_loadu_ps(y + 16), a2);
            a3 = _mm256_fmadd_ps(f.load(p + 24 * f.bytes), _mm256_loadu_ps(y + 24), a3);
        }
        out[r] = infer__add_lanes_avx2(_mm256_add_ps(_mm256_add_ps(a0, a2), _mm256_add_ps(a1, a3)));
    }
}

/* Blocks of 32 are taken 8 at a time, so that one register holds the 8 blocks' sums, and one multiplication applies their
 * scales: in lanes, blocks 0 2 4 6 1 3 5 7, as the additions leave them. Activations are put in that order once a call, on
 * the stack, so at most 8192 of them: longer rows go in parts. */
typedef struct infer__lanes_avx2 {
    __m256i q[32][2][4]; /* [group of 8 blocks][4 of them]: two pairs' first halves, their second; 16 of a block each */
    __m256 d[32], s[32]; /* s: times -offset, for formats with one */
} infer__lanes_avx2;

INFER__AVX2 static size_t infer__lanes_fill_avx2(infer__lanes_avx2 *l, const infer__a8 *x, size_t blocks,
                                                 float factor) {
    infer__a8 rest[8] = INFER__ZERO;
    for (size_t g = 0; g < (blocks + 7) / 8; g++) {
        const infer__a8 *a = x + 8 * g;
        if (g == blocks / 8) a = (const infer__a8 *)memcpy(rest, a, blocks % 8 * sizeof *a); /* then zeros */
        for (int i = 0; i < 8; i += 2)
            for (int half = 0; half < 2; half++)
                l->q[g][i / 4][2 * half + i / 2 % 2] =
                    _mm256_inserti128_si256(_mm256_castsi128_si256(INFER__LOAD128(a[i].q + 16 * half)),
                                            INFER__LOAD128(a[i + 1].q + 16 * half), 1);
        l->d[g] = _mm256_setr_ps(a[0].d, a[2].d, a[4].d, a[6].d, a[1].d, a[3].d, a[5].d, a[7].d);
        l->s[g] = _mm256_mul_ps(_mm256_setr_ps(a[0].s, a[2].s, a[4].s, a[6].s, a[1].s, a[3].s, a[5].s, a[7].s),
                                _mm256_set1_ps(factor));
    }
    return (blocks + 7) / 8;
}

/* The F16 at p of 4 blocks, and of 8 in lane order. Put together by the integer units: those of the vectors have enough
 * to do (measured: 20 % of the whole product). */
INFER__INLINE long long infer__halves4(const uint8_t *p, size_t stride) {
    uint16_t h[4];
    for (int i = 0; i < 4; i++) memcpy(&h[i], p + (size_t)i * stride, 2);
    return (long long)(h[0] | (uint64_t)h[1] << 16 | (uint64_t)h[2] << 32 | (uint64_t)h[3] << 48);
}

INFER__INLINE INFER__AVX2 __m256 infer__scales8_avx2(const uint8_t *p, size_t bytes) {
    return _mm256_cvtph_ps(_mm_set_epi64x(infer__halves4(p + bytes, 2 * bytes), infer__halves4(p, 2 * bytes)));
}

/* One format's constants: where a block of bytes has its quants (and fifth bits, minimum); all known when inlined. */
typedef struct infer__shape32 {
    size_t bytes;
    int qs, qh, min, offset; /* 0: none */
} infer__shape32;

/* Two pairs of blocks: their 4 int32 each become 2 + 2, in the order first, second, first, second. */
INFER__INLINE INFER__AVX2 __m256i infer__pairs_avx2(infer__shape32 f, const uint8_t *p, const __m256i *y) {
    const uint8_t *p2 = p + 2 * f.bytes;
    __m256i t, t2;
    if (f.qs) {
        t = infer__pair_nibbles_avx2(p, f.bytes, f.qs, f.qh, y);
        t2 = infer__pair_nibbles_avx2(p2, f.bytes, f.qs, f.qh, y + 1);
        t = _mm256_add_epi16(_mm256_unpacklo_epi32(t, t2), _mm256_unpackhi_epi32(t, t2)); /* 2 * 15748 still fits */
        return _mm256_madd_epi16(t, _mm256_set1_epi16(1));
    }
    t = infer__pair_q8_0_avx2(p, f.bytes, y), t2 = infer__pair_q8_0_avx2(p2, f.bytes, y + 1);
    return _mm256_add_epi32(_mm256_unpacklo_epi32(t, t2), _mm256_unpackhi_epi32(t, t2));
}

INFER__INLINE INFER__AVX2 __m256 infer__group_avx2(infer__shape32 f, const uint8_t *p, const infer__lanes_avx2 *l,
                                                   size_t g, __m256 acc) {
    const __m256i *y = l->q[g][0], *y2 = l->q[g][1];
    __m256i u = infer__pairs_avx2(f, p, y), v = infer__pairs_avx2(f, p + 4 * f.bytes, y2);
    u = _mm256_add_epi32(_mm256_unpacklo_epi64(u, v), _mm256_unpackhi_epi64(u, v));
    __m256 d = infer__scales8_avx2(p, f.bytes), sums = _mm256_cvtepi32_ps(u);
    if (f.offset) return _mm256_fmadd_ps(d, _mm256_fmadd_ps(l->d[g], sums, l->s[g]), acc);
    if (f.min) acc = _mm256_fmadd_ps(infer__scales8_avx2(p + f.min, f.bytes), l->s[g], acc);
    return _mm256_fmadd_ps(_mm256_mul_ps(d, l->d[g]), sums, acc);
}

INFER__INLINE INFER__AVX2 void infer__matvec32_avx2(infer__shape32 f, const uint8_t *w, size_t row_bytes, const void *x,
                                                    float *out, size_t rows, size_t n) {
    infer__lanes_avx2 lanes;
    size_t ahead = (INFER__AHEAD + row_bytes - 1) / row_bytes * row_bytes; /* whole rows: right for parts of rows too */
    for (size_t start = 0; start < n; start += 8192) {
        size_t blocks = INFER__MIN(n - start, 8192) / 32, left = blocks % 8;
        size_t groups = infer__lanes_fill_avx2(&lanes, (const infer__a8 *)x + start / 32, blocks,
                                               f.offset ? (float)-f.offset : 1.0f);
        for (size_t r = 0; r < rows; r++) {
            const uint8_t *p = w + r * row_bytes + start / 32 * f.bytes;
            __m256 acc = _mm256_setzero_ps();
            for (size_t g = 0; g < blocks / 8; g++, p += 8 * f.bytes) {
                infer__fetch(p, ahead, 8 * f.bytes);
                acc = infer__group_avx2(f, p, &lanes, g, acc);
            }
            if (left) { /* fill the last group with zeros */
                uint8_t tail[8 * sizeof(infer__block_q8_0)] = INFER__ZERO;
                memcpy(tail, p, left * f.bytes);
                acc = infer__group_avx2(f, tail, &lanes, groups - 1, acc);
            }
            out[r] = (start ? out[r] : 0.0f) + infer__add_lanes_avx2(acc);
        }
    }
}

/* IQ4_NL and its like: quants are signed, scales of 16 weights multiply sums of 4 products. */
typedef struct infer__shape128 {
    size_t bytes, block;
    __m256i (*quants)(const uint8_t *block, int j);
    float (*d)(const uint8_t *block, int j);
} infer__shape128;

/* VPMADDUBSW wants an unsigned operand: the weight's sign moves to the activation. */
INFER__INLINE INFER__AVX2 __m256i infer__products_avx2(__m256i q, const int8_t *y) {
    return _mm256_maddubs_epi16(_mm256_abs_epi8(q), _mm256_sign_epi8(INFER__LOAD256(y), q));
}

INFER__INLINE INFER__AVX2 void infer__matvec128_avx2(infer__shape128 f, const uint8_t *w, size_t row_bytes,
                                                     const void *x, float *out, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *p = w + r * row_bytes;
        const infer__a8 *a = (const infer__a8 *)x;
        __m256 acc = _mm256_setzero_ps();
        for (size_t i = 0; i < n; i += f.block, p += f.bytes) {
            infer__fetch(p, INFER__AHEAD, f.bytes);
            for (int j = 0; j < (int)f.block / 32; j++, a++) {
                __m256i sums = _mm256_madd_epi16(infer__products_avx2(f.quants(p, j), a->q), _mm256_set1_epi16(1));
                __m256 d = _mm256_setr_m128(_mm_set1_ps(f.d(p, 2 * j)), _mm_set1_ps(f.d(p, 2 * j + 1)));
                acc = _mm256_fmadd_ps(_mm256_mul_ps(d, _mm256_set1_ps(a->d)), _mm256_cvtepi32_ps(sums), acc);
            }
        }
        out[r] = infer__add_lanes_avx2(acc);
    }
}

/* K-quants: quants are unsigned, the offset of Q3_K and Q6_K (a power of two) leaves through the activations' sums, like a
 * minimum. A group of 32 multiplies its int16 products by its two sub-blocks' scales in the instruction that widens them
 * (VPMADDWD): 63 * 127 * 2 fits in int16, and the sum over 256 weights in 2^29. Formats since
 * IQ4_XS have signed quants. */
typedef struct infer__shape256 {
    size_t bytes, d, min; /* where a block has its scale and, not 0, its minimum's */
    int offset_bits;      /* 0: none */
    __m256i (*quants)(const void *block, int j);
    __m256i (*scales)(const void *block, __m256i *min);
    float (*d_of)(const void *block); /* NULL: the F16 at d */
    bool with_sign;
} infer__shape256;

INFER__INLINE INFER__AVX2 __m256i infer__step256_avx2(infer__shape256 f, const uint8_t *p, const infer__a8k *a,
                                                      __m256i scales, int j) {
    __m256i v = f.quants(p, j);
    v = f.with_sign ? infer__products_avx2(v, a->q + 32 * j) : _mm256_maddubs_epi16(v, INFER__LOAD256(a->q + 32 * j));
    __m256i pick = _mm256_inserti128_si256(_mm256_set1_epi16((short)(0x0100 + 0x0404 * (j % 4))),
                                           _mm_set1_epi16((short)(0x0302 + 0x0404 * (j % 4))), 1);
    return _mm256_madd_epi16(v, _mm256_shuffle_epi8(scales, pick)); /* scale 2j below, 2j + 1 above */
}

INFER__INLINE INFER__AVX2 __m256 infer__d256_avx2(infer__shape256 f, const uint8_t *p) {
    uint16_t d;
    memcpy(&d, p + f.d, 2);
    return f.d_of ? _mm256_set1_ps(f.d_of(p)) : _mm256_cvtph_ps(_mm_set1_epi16((short)d));
}

INFER__INLINE INFER__AVX2 __m256 infer__block256_avx2(infer__shape256 f, const uint8_t *p, const infer__a8k *a,
                                                      __m256 acc) {
    uint16_t dmin = 0;
    if (f.min) memcpy(&dmin, p + f.min, 2);
    __m256i min, scales = f.scales(p, &min), sums = INFER__LOAD256(a->sums);
    __m256i low = _mm256_permute4x64_epi64(scales, 0x44), high = _mm256_permute4x64_epi64(scales, 0xee);
    __m256i s0 = _mm256_add_epi32(infer__step256_avx2(f, p, a, low, 0), infer__step256_avx2(f, p, a, low, 1));
    __m256i s1 = _mm256_add_epi32(infer__step256_avx2(f, p, a, low, 2), infer__step256_avx2(f, p, a, low, 3));
    s0 = _mm256_add_epi32(s0, infer__step256_avx2(f, p, a, high, 4));
    s1 = _mm256_add_epi32(s1, infer__step256_avx2(f, p, a, high, 5));
    s0 = _mm256_add_epi32(s0, infer__step256_avx2(f, p, a, high, 6));
    s1 = _mm256_add_epi32(s1, infer__step256_avx2(f, p, a, high, 7));
    s0 = _mm256_add_epi32(s0, s1);
    if (f.offset_bits) s0 = _mm256_sub_epi32(s0, _mm256_slli_epi32(_mm256_madd_epi16(scales, sums), f.offset_bits));
    __m256 dx = _mm256_set1_ps(a->d);
    acc = _mm256_fmadd_ps(_mm256_mul_ps(infer__d256_avx2(f, p), dx), _mm256_cvtepi32_ps(s0), acc);
    if (f.min)
        acc = _mm256_fnmadd_ps(_mm256_mul_ps(_mm256_cvtph_ps(_mm_set1_epi16((short)dmin)), dx),
                               _mm256_cvtepi32_ps(_mm256_madd_epi16(min, sums)), acc);
    return acc;
}

INFER__INLINE INFER__AVX2 void infer__matvec256_avx2(infer__shape256 f, const uint8_t *w, size_t row_bytes,
                                                     const void *x, float *out, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *p = w + r * row_bytes;
        __m256 acc = _mm256_setzero_ps();
        for (size_t b = 0; b < n / 256; b++, p += f.bytes) {
            infer__fetch(p, INFER__AHEAD, f.bytes);
            acc = infer__block256_avx2(f, p, (const infer__a8k *)x + b, acc);
        }
        out[r] = infer__add_lanes_avx2(acc);
    }
}

/* AVX-512 with VNNI: VPDPBUSD adds four products of an unsigned and a signed byte to an int32. 4 blocks fill a register,
 * 16 bytes of each; sums start at minus the offset's share, so they are the exact signed ones, for Q8_0 too, whose
 * weights go in as w + 128. (Full masks where g++ would warn that the plain forms read an undefined register.) */
typedef struct infer__lanes_avx512 {
    infer__lanes_avx2 l;
    __m512i start[64]; /* [4 blocks] */
    __m512 d[64];      /* every block's four times */
} infer__lanes_avx512;

INFER__AVX512 static void infer__lanes_fill_avx512(infer__lanes_avx512 *l, size_t groups, int offset) {
    __m512i of_half = _mm512_setr_epi32(0, 0, 0, 0, 4, 4, 4, 4, 1, 1, 1, 1, 5, 5, 5, 5), zero = _mm512_setzero_si512();
    for (size_t q = 0; q < 2 * groups; q++) {
        const __m512i *y = (const __m512i *)(const void *)l->l.q[q / 2][q % 2];
        __m512i sum = _mm512_dpbusd_epi32(zero, _mm512_set1_epi8((char)offset), _mm512_loadu_si512(y));
        sum = _mm512_dpbusd_epi32(sum, _mm512_set1_epi8((char)offset), _mm512_loadu_si512(y + 1));
        _mm512_storeu_si512(&l->start[q], _mm512_sub_epi32(zero, sum));
        __m512i lanes = _mm512_add_epi32(of_half, _mm512_set1_epi32((int)(q % 2) * 2));
        _mm512_storeu_ps(&l->d[q], _mm512_maskz_permutexvar_ps(0xffff, lanes, _mm512_castps256_ps512(l->l.d[q / 2])));
    }
}

INFER__INLINE INFER__AVX512 __m512i infer__load4_avx512(const uint8_t *p, size_t bytes) {
    __m512i v = _mm512_inserti32x4(_mm512_castsi128_si512(INFER__LOAD128(p)), INFER__LOAD128(p + bytes), 1);
    v = _mm512_inserti32x4(v, INFER__LOAD128(p + 2 * bytes), 2);
    return _mm512_inserti32x4(v, INFER__LOAD128(p + 3 * bytes), 3);
}

/* The F16 at p of 4 blocks, each in 4 lanes; small blocks have them all in 64 bytes, for one permutation. */
INFER__INLINE INFER__AVX512 __m512 infer__scales4_avx512(const uint8_t *p, size_t bytes) {
    short k = (short)(bytes / 2), k2 = (short)(2 * k), k3 = (short)(3 * k);
    if (bytes <= 20) {
        __m512i from =
            _mm512_castsi256_si512(_mm256_setr_epi16(0, 0, 0, 0, k, k, k, k, k2, k2, k2, k2, k3, k3, k3, k3));
        from = _mm512_permutexvar_epi16(from, _mm512_loadu_si512(p));
        return _mm512_maskz_cvtph_ps(0xffff, _mm512_extracti32x8_epi32(from, 0));
    }
    __m512 four = _mm512_castps128_ps512(_mm_cvtph_ps(_mm_cvtsi64_si128(infer__halves4(p, bytes))));
    return _mm512_maskz_permutexvar_ps(0xffff, _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3), four);
}

/* acc + the products of 4 blocks, their scales applied: 4 lanes a block. */
INFER__INLINE INFER__AVX512 __m512 infer__quad_avx512(infer__shape32 f, const uint8_t *p, const infer__lanes_avx512 *l,
                                                      size_t q, __m512 acc) {
    const __m512i *y = (const __m512i *)(const void *)l->l.q[q / 2][q % 2];
    __m512i first, second, low = _mm512_set1_epi8(15), high = _mm512_set1_epi8(16), top = _mm512_set1_epi8(-128);
    if (f.qs) {
        first = infer__load4_avx512(p + f.qs, f.bytes);
        second = _mm512_and_si512(_mm512_srli_epi16(first, 4), low), first = _mm512_and_si512(first, low);
    } else {
        first = _mm512_xor_si512(infer__load4_avx512(p + 2, f.bytes), top);
        second = _mm512_xor_si512(infer__load4_avx512(p + 18, f.bytes), top);
    }
    if (f.qh) { /* the fifth bits are masks as they stand */
        int32_t word[4];
        for (int i = 0; i < 4; i++) memcpy(&word[i], p + f.qh + (size_t)i * f.bytes, 4);
        __m128i bits = _mm_shuffle_epi8(_mm_setr_epi32(word[0], word[1], word[2], word[3]),
                                        _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15));
        first = _mm512_mask_add_epi8(first, (__mmask64)_mm_cvtsi128_si64(bits), first, high);
        second = _mm512_mask_add_epi8(second, (__mmask64)_mm_extract_epi64(bits, 1), second, high);
    }
    __m512i sums = _mm512_dpbusd_epi32(_mm512_loadu_si512(&l->start[q]), first, _mm512_loadu_si512(y));
    sums = _mm512_dpbusd_epi32(sums, second, _mm512_loadu_si512(y + 1));
    return _mm512_fmadd_ps(_mm512_mul_ps(infer__scales4_avx512(p, f.bytes), l->d[q]),
                           _mm512_maskz_cvtepi32_ps(0xffff, sums), acc);
}

INFER__INLINE INFER__AVX512 void infer__matvec32_avx512(infer__shape32 f, const uint8_t *w, size_t row_bytes,
                                                        const void *x, float *out, size_t rows, size_t n) {
    infer__lanes_avx512 lanes;
    uint8_t tail[8 * sizeof(infer__block_q8_0)] = INFER__ZERO;
    size_t ahead = (INFER__AHEAD + row_bytes - 1) / row_bytes * row_bytes;
    for (size_t start = 0; start < n; start += 8192) {
        size_t blocks = INFER__MIN(n - start, 8192) / 32, left = blocks % 8;
        size_t groups = infer__lanes_fill_avx2(&lanes.l, (const infer__a8 *)x + start / 32, blocks, 1.0f);
        infer__lanes_fill_avx512(&lanes, groups, f.qs ? f.offset : 128);
        for (size_t r = 0; r < rows; r++) {
            const uint8_t *p = w + r * row_bytes + start / 32 * f.bytes;
            __m512 acc = _mm512_setzero_ps(), acc2 = acc;
            __m256 minima = _mm256_setzero_ps();
            for (size_t g = 0; g < groups; g++, p += 8 * f.bytes) {
                if (g == blocks / 8)
                    p = (const uint8_t *)memcpy(tail, p, left * f.bytes); /* the rest of it stays zero */
                infer__fetch(p, ahead, 8 * f.bytes);
                acc = infer__quad_avx512(f, p, &lanes, 2 * g, acc);
                acc2 = infer__quad_avx512(f, p + 4 * f.bytes, &lanes, 2 * g + 1, acc2);
                if (f.min) minima = _mm256_fmadd_ps(infer__scales8_avx2(p + f.min, f.bytes), lanes.l.s[g], minima);
            }
            acc = _mm512_add_ps(acc, acc2);
            minima =
                _mm256_add_ps(minima, _mm256_add_ps(_mm512_extractf32x8_ps(acc, 0), _mm512_extractf32x8_ps(acc, 1)));
            out[r] = (start ? out[r] : 0.0f) + infer__add_lanes_avx2(minima);
        }
    }
}

/* K-quants: two groups of 32 side by side, and VPDPWSSD, which adds what VPMADDWD makes. */
INFER__INLINE INFER__AVX512 __m512i infer__step256_avx512(infer__shape256 f, const uint8_t *p, const infer__a8k *a,
                                                          __m512i scales, int j, __m512i sum) {
    __m512i v = _mm512_maskz_inserti64x4(0xff, _mm512_castsi256_si512(f.quants(p, 2 * j)), f.quants(p, 2 * j + 1), 1);
    __m512i pick = _mm512_add_epi16(_mm512_set1_epi16((short)(4 * j)),
                                    _mm512_set_epi64(0x0003000300030003, 0x0003000300030003, 0x0002000200020002,
                                                     0x0002000200020002, 0x0001000100010001, 0x0001000100010001, 0, 0));
    __m512i y = _mm512_loadu_si512(a->q + 64 * j);
    if (f.with_sign) y = _mm512_mask_sub_epi8(y, _mm512_movepi8_mask(v), _mm512_setzero_si512(), y);
    if (f.with_sign) v = _mm512_abs_epi8(v);
    v = _mm512_maddubs_epi16(v, y);
    return _mm512_dpwssd_epi32(sum, v, _mm512_permutexvar_epi16(pick, scales));
}

INFER__INLINE INFER__AVX512 void infer__matvec256_avx512(infer__shape256 f, const uint8_t *w, size_t row_bytes,
                                                         const void *x, float *out, size_t rows, size_t n) {
    for (size_t r = 0; r < rows; r++) {
        const uint8_t *p = w + r * row_bytes;
        __m512 acc = _mm512_setzero_ps();
        __m256 minima = _mm256_setzero_ps();
        for (size_t b = 0; b < n / 256; b++, p += f.bytes) {
            const infer__a8k *a = (const infer__a8k *)x + b;
            uint16_t dmin;
            memcpy(&dmin, p + f.min, 2);
            infer__fetch(p, INFER__AHEAD, f.bytes);
            __m256i min, scales = f.scales(p, &min), sums = INFER__LOAD256(a->sums), offset = _mm256_setzero_si256();
            if (f.offset_bits)
                offset = _mm256_sub_epi32(offset, _mm256_slli_epi32(_mm256_madd_epi16(scales, sums), f.offset_bits));
            __m512i wide = _mm512_castsi256_si512(scales), s0 = _mm512_maskz_broadcast_i64x4(0x0f, offset), s1;
            s0 = infer__step256_avx512(f, p, a, wide, 0, s0);
            s1 = infer__step256_avx512(f, p, a, wide, 1, _mm512_setzero_si512());
            s0 = infer__step256_avx512(f, p, a, wide, 2, s0);
            s1 = infer__step256_avx512(f, p, a, wide, 3, s1);
            __m256 dx = _mm256_set1_ps(a->d), dw = _mm256_mul_ps(infer__d256_avx2(f, p), dx);
            acc = _mm512_fmadd_ps(_mm512_maskz_broadcast_f32x8(0xffff, dw),
                                  _mm512_maskz_cvtepi32_ps(0xffff, _mm512_add_epi32(s0, s1)), acc);
            if (f.min)
                minima = _mm256_fnmadd_ps(_mm256_mul_ps(_mm256_cvtph_ps(_mm_set1_epi16((short)dmin)), dx),
                                          _mm256_cvtepi32_ps(_mm256_madd_epi16(min, sums)), minima);
        }
        minima = _mm256_add_ps(minima, _mm256_add_ps(_mm512_extractf32x8_ps(acc, 0), _mm512_extractf32x8_ps(acc, 1)));
        out[r] = infer__add_lanes_avx2(minima);
    }
}

/* The functions of the table: a driver above with one format's constants inlined. */
static const infer__shape1 infer__shape_f32 = {infer__load_f32_avx2, 4}, infer__shape_f16 = {infer__load_f16_avx2, 2},
                           infer__shape_bf16 = {infer__load_bf16_avx2, 2};
static const infer__shape32 infer__shape_q4_0 = {sizeof(infer__block_q4_0), 2, 0, 0, 8},
                            infer__shape_q4_1 = {sizeof(infer__block_q4_1), 4, 0, 2, 0},
                            infer__shape_q5_0 = {sizeof(infer__block_q5_0), 6, 2, 0, 16},
                            infer__shape_q5_1 = {sizeof(infer__block_q5_1), 8, 4, 2, 0},
                            infer__shape_q8_0 = {sizeof(infer__block_q8_0), 0, 0, 0, 0};
#define INFER__SHAPE256(name, d, min, offset_bits, scale_format, d_of, with_sign)                      \
    static const infer__shape256 infer__shape_##name = {                                               \
        sizeof(infer__block_##name),         d,    min,      offset_bits, infer__quants_##name##_avx2, \
        infer__scales_##scale_format##_avx2, d_of, with_sign};
INFER__SHAPE256(q2_k, 80, 82, 0, q2_k, NULL, false)
INFER__SHAPE256(q3_k, 108, 0, 2, q3_k, NULL, false)
INFER__SHAPE256(q4_k, 0, 2, 0, q4_k, NULL, false)
INFER__SHAPE256(q5_k, 0, 2, 0, q4_k, NULL, false)
INFER__SHAPE256(q6_k, 208, 0, 5, q6_k, NULL, false)
#define INFER__SHAPE_SIGNED(TYPE, name, bytes, d_of, micro, book)                                   \
    INFER__INLINE INFER__AVX2 __m256i infer__quants_##name##_at(const void *p, int j) {             \
        return infer__quants_##name##_avx2((const uint8_t *)p, j);                                  \
    }                                                                                               \
    INFER__INLINE INFER__AVX2 __m256i infer__scales_##name##_avx2(const void *p, __m256i *min) {    \
        int8_t scale[16];                                                                           \
        for (int j = 0; j < 16; j++) scale[j] = (int8_t)infer__scale_##name((const uint8_t *)p, j); \
        *min = _mm256_setzero_si256();                                                              \
        return _mm256_cvtepi8_epi16(INFER__LOAD128(scale));                                         \
    }                                                                                               \
    static const infer__shape256 infer__shape_##name = {                                            \
        bytes, 0, 0, 0, infer__quants_##name##_at, infer__scales_##name##_avx2, infer__d_##d_of, true};
INFER__EACH_BOOK(INFER__SHAPE_SIGNED)
INFER__EACH_SIGNED(INFER__SHAPE_SIGNED)
#define INFER__SHAPE128(TYPE, name, block, bytes, d, micro) \
    static const infer__shape128 infer__shape_##name = {bytes, block, infer__quants_##name##_avx2, infer__d_##d##_avx2};
INFER__EACH128(INFER__SHAPE128)
#define INFER__SHAPE1(TYPE, name, number) \
    static const infer__shape1 infer__shape_##name = {infer__load_##name##_avx2, sizeof(number)};
INFER__EACH_NUMBER(INFER__SHAPE1)

#define INFER__MATVEC(name, block, ISA, isa)                                                                          \
    INFER__##ISA static void infer__matvec_##name##_##isa(const void *w, size_t row_bytes, const void *x, float *out, \
                                                          size_t rows, size_t n) {                                    \
        infer__matvec##block##_##isa(infer__shape_##name, (const uint8_t *)w, row_bytes, x, out, rows, n);            \
    }
#define INFER__MATVECS(name, block)        \
    INFER__MATVEC(name, block, AVX2, avx2) \
    INFER__MATVEC(name, block, AVX512, avx512)
INFER__MATVEC(f32, 1, AVX2, avx2)
INFER__MATVEC(f16, 1, AVX2, avx2)
INFER__MATVEC(bf16, 1, AVX2, avx2)
INFER__MATVECS(q4_0, 32)
INFER__MATVECS(q4_1, 32)
INFER__MATVECS(q5_0, 32)
INFER__MATVECS(q5_1, 32)
INFER__MATVECS(q8_0, 32)
INFER__MATVECS(q2_k, 256)
INFER__MATVECS(q3_k, 256)
INFER__MATVECS(q4_k, 256)
INFER__MATVECS(q5_k, 256)
INFER__MATVECS(q6_k, 256)
#define INFER__MATVECS_SIGNED(TYPE, name, bytes, d, micro, book) INFER__MATVECS(name, 256)
#define INFER__MATVEC128(TYPE, name, block, bytes, d, micro)     INFER__MATVEC(name, 128, AVX2, avx2)
#define INFER__MATVEC1(TYPE, name, number)                       INFER__MATVEC(name, 1, AVX2, avx2)
INFER__EACH_BOOK(INFER__MATVECS_SIGNED)
INFER__EACH_SIGNED(INFER__MATVECS_SIGNED)
INFER__EACH128(INFER__MATVEC128)
INFER__EACH_NUMBER(INFER__MATVEC1)
#endif

/* ---- float to a format -------------------------------------------------- */

/* For the KV cache and for making test models; K-quants want a search for their scales and are left to the tools that
 * quantise models. */
static void infer__quantize_f32(const float *src, void *dst, size_t n) { memcpy(dst, src, n * sizeof(float)); }

static void infer__quantize_f16(const float *src, void *dst, size_t n) {
    for (size_t i = 0; i < n; i++) ((uint16_t *)dst)[i] = infer__f32_to_f16(src[i]);
}

static void infer__quantize_bf16(const float *src, void *dst, size_t n) {
    for (size_t i = 0; i < n; i++) ((uint16_t *)dst)[i] = infer__f32_to_bf16(src[i]);
}

static void infer__quantize_q8_0(const float *src, void *dst, size_t n) {
    infer__block_q8_0 *b = (infer__block_q8_0 *)dst;
    for (size_t i = 0; i < n; i += 32, b++) {
        float d, scale = infer__act_scale(infer__act_top_scalar(src + i, 32), &d);
        b->d = infer__f32_to_f16(d);
        infer__act_round_scalar(src + i, 32, scale, b->qs);
    }
}

/* Q4_0, Q4_1, Q5_0, Q5_1: the block's header, then the quants, packed as infer__open_nibbles reads them. With a minimum
 * the levels span the block's range; without, the lowest level is the weight of largest magnitude. */
static void infer__quantize_nibbles(const float *src, uint8_t *dst, size_t n, int bits, bool with_min) {
    float top = (float)((1 << bits) - 1), centre = (float)(1 << (bits - 1));
    for (size_t i = 0; i < n; i += 32) {
        const float *x = src + i;
        float lo = x[0], hi = x[0];
        for (int j = 1; j < 32; j++) lo = x[j] < lo ? x[j] : lo, hi = x[j] > hi ? x[j] : hi;
        float d = with_min ? (hi - lo) / top : (-lo > hi ? lo : hi) / -centre;
        float scale = d != 0.0f ? 1.0f / d : 0.0f, base = with_min ? lo : 0.0f, shift = with_min ? 0.5f : centre + 0.5f;
        uint16_t header[2] = INFER__ZERO;
        header[0] = infer__f32_to_f16(d), header[1] = infer__f32_to_f16(lo);
        memcpy(dst, header, with_min ? 4 : 2), dst += with_min ? 4 : 2;
        uint8_t *qh = dst, *qs = dst + (bits == 5 ? 4 : 0);
        memset(dst, 0, (size_t)(qs - dst) + 16), dst = qs + 16;
        for (int j = 0; j < 32; j++) {
            float v = (x[j] - base) * scale + shift;
            v = v > 0.0f ? v : 0.0f; /* NaNs too: the conversion to int must be in range */
            unsigned q = (unsigned)(v < top ? v : top);
            qs[j % 16] = (uint8_t)(qs[j % 16] | (q & 15) << j / 16 * 4);
            if (bits == 5) qh[j / 8] = (uint8_t)(qh[j / 8] | q >> 4 << j % 8);
        }
    }
}

static void infer__quantize_q4_0(const float *x, void *dst, size_t n) {
    infer__quantize_nibbles(x, (uint8_t *)dst, n, 4, false);
}
static void infer__quantize_q4_1(const float *x, void *dst, size_t n) {
    infer__quantize_nibbles(x, (uint8_t *)dst, n, 4, true);
}
static void infer__quantize_q5_0(const float *x, void *dst, size_t n) {
    infer__quantize_nibbles(x, (uint8_t *)dst, n, 5, false);
}
static void infer__quantize_q5_1(const float *x, void *dst, size_t n) {
    infer__quantize_nibbles(x, (uint8_t *)dst, n, 5, true);
}

/* ---- the table ---------------------------------------------------------- */

typedef void (*infer__matvec_fn)(const void *w, size_t row_bytes, const void *x, float *out, size_t rows, size_t n);

typedef struct infer__format {
    int type; /* infer_type */
    const char *name;
    int block, bytes; /* weights and bytes of a block */
    int act;          /* the form in which dot wants its activations */
    void (*dequantize)(const void *src, float *dst, size_t n);
    void (*quantize)(const float *src, void *dst, size_t n); /* NULL: none here */
    float (*dot)(const void *w, const void *x, size_t n);
    infer__matvec_fn matvec_avx2, matvec_avx512; /* NULL: none, use the next narrower */
} infer__format;

#ifdef INFER__X86
#define INFER__TWIN(function) function
#else
#define INFER__TWIN(function) NULL
#endif
/* clang-format off */
#define INFER__ROW(TYPE, name, block, bytes, act, quantize, wide)                                                            \
    {INFER_TYPE_##TYPE, #TYPE, block, (int)(bytes), INFER__ACT_##act, infer__dequantize_##name##_scalar, quantize,     \
     infer__dot_##name##_scalar, INFER__TWIN(infer__matvec_##name##_avx2), INFER__TWIN(wide)}
#define INFER__ROW_SIGNED(TYPE, name, bytes, d, micro, book) \
    INFER__ROW(TYPE, name, 256, bytes, A8K, NULL, infer__matvec_##name##_avx512),
#define INFER__ROW128(TYPE, name, block, bytes, d, micro) INFER__ROW(TYPE, name, block, bytes, A8, NULL, NULL),
#define INFER__ROW1(TYPE, name, number)            INFER__ROW(TYPE, name, 1, sizeof(number), F32, NULL, NULL),
/* clang-format on */
static const infer__format infer__formats[] = {
    INFER__ROW(F32, f32, 1, 4, F32, infer__quantize_f32, NULL),
    INFER__ROW(F16, f16, 1, 2, F32, infer__quantize_f16, NULL),
    INFER__ROW(BF16, bf16, 1, 2, F32, infer__quantize_bf16, NULL),
    INFER__ROW(Q4_0, q4_0, 32, sizeof(infer__block_q4_0), A8, infer__quantize_q4_0, infer__matvec_q4_0_avx512),
    INFER__ROW(Q4_1, q4_1, 32, sizeof(infer__block_q4_1), A8, infer__quantize_q4_1, infer__matvec_q4_1_avx512),
    INFER__ROW(Q5_0, q5_0, 32, sizeof(infer__block_q5_0), A8, infer__quantize_q5_0, infer__matvec_q5_0_avx512),
    INFER__ROW(Q5_1, q5_1, 32, sizeof(infer__block_q5_1), A8, infer__quantize_q5_1, infer__matvec_q5_1_avx512),
    INFER__ROW(Q8_0, q8_0, 32, sizeof(infer__block_q8_0), A8, infer__quantize_q8_0, infer__matvec_q8_0_avx512),
    INFER__ROW(Q2_K, q2_k, 256, sizeof(infer__block_q2_k), A8K, NULL, infer__matvec_q2_k_avx512),
    INFER__ROW(Q3_K, q3_k, 256, sizeof(infer__block_q3_k), A8K, NULL, infer__matvec_q3_k_avx512),
    INFER__ROW(Q4_K, q4_k, 256, sizeof(infer__block_q4_k), A8K, NULL, infer__matvec_q4_k_avx512),
    INFER__ROW(Q5_K, q5_k, 256, sizeof(infer__block_q5_k), A8K, NULL, infer__matvec_q5_k_avx512),
    INFER__ROW(Q6_K, q6_k, 256, sizeof(infer__block_q6_k), A8K, NULL, infer__matvec_q6_k_avx512),
    INFER__EACH_BOOK(INFER__ROW_SIGNED) INFER__EACH_SIGNED(INFER__ROW_SIGNED) INFER__EACH128(INFER__ROW128)
        INFER__EACH_NUMBER(INFER__ROW1)};

static const infer__format *infer__format_of(int type) { /* NULL: unknown */
    for (size_t i = 0; i < INFER__COUNT(infer__formats); i++)
        if (infer__formats[i].type == type) return &infer__formats[i];
    return NULL;
}

/* out[r] = row r . x, on a tier of kernels (infer_kernels) that this machine has. */
static void infer__matvec(int tier, const infer__format *f, const void *w, size_t row_bytes, const void *x, float *out,
                          size_t rows, size_t n) {
    if (tier >= INFER_KERNELS_AVX512 && f->matvec_avx512) f->matvec_avx512(w, row_bytes, x, out, rows, n);
    else if (tier >= INFER_KERNELS_AVX2 && f->matvec_avx2) f->matvec_avx2(w, row_bytes, x, out, rows, n);
    else
        for (size_t r = 0; r < rows; r++) out[r] = f->dot((const uint8_t *)w + r * row_bytes, x, n);
}

static size_t infer__row_bytes(const infer__format *f, size_t n) { return n / (size_t)f->block * (size_t)f->bytes; }

/* infer__act_quantize on a tier of kernels. */
static void infer__act_pack(int tier, int act, const float *x, void *out, size_t n) {
#ifdef INFER__X86
    if (tier >= INFER_KERNELS_AVX2) {
        infer__act_quantize_avx2(act, x, out, n);
        return;
    }
#endif
    (void)tier;
    infer__act_quantize(act, x, out, n);
}

/* ===========================================================================
 * [5] GGUF                                                             >>gguf
 * ===========================================================================
 * The file, after the GGUF specification (ggml/docs/gguf.md): a header, typed key/value metadata, a table of tensors,
 * then the tensors' bytes, aligned; all little-endian.
 *
 *   "GGUF" | version u32 | tensor count u64 | key count u64 | keys... | tensors... | pad | data...
 *   key:    name string | type u32 | value          string: length u64 | bytes      array: type u32 | count u64 | ...
 *   tensor: name string | dimensions u32 | sizes u64 each | type u32 | offset u64 into the data
 *
 * Nothing is copied and nothing is trusted: every read passes through a cursor that knows the end, every count is held
 * against the bytes that are left before anything is sized by it. A model split over several files has its metadata in
 * the first; each part brings its own tensors. */

typedef struct infer__kv {
    infer__str key;
    int type, element_type;
    uint64_t count;      /* elements of an array, else 1 */
    const uint8_t *data; /* the value, or the first element */
} infer__kv;

typedef struct infer__tensor {
    infer__str name;
    int type, dimensions;
    uint64_t size[4];            /* fastest-varying first, 1 where there is no such dimension */
    const infer__format *format; /* NULL: a type that infer.h does not know */
    const uint8_t *data;
    uint64_t bytes;
} infer__tensor;

#define INFER__MAX_PARTS 1024

typedef struct infer__gguf {
    const char *path; /* for messages */
    infer__map *maps;
    int n_maps;
    bool owned; /* the maps are ours, not the caller's memory */
    infer__kv *kvs;
    infer__tensor *tensors;
    uint32_t n_kvs, n_tensors;
    uint32_t *kv_slots, *tensor_slots; /* open addressing: 1 + index, 0 empty */
    uint32_t kv_mask, tensor_mask;
    char *names; /* every key, then every tensor name, terminated: what the public calls return */
    size_t *name_at;
    size_t names_size;
} infer__gguf;

/* A reader that cannot leave its buffer; after the first failure it returns zeros. */
typedef struct infer__cursor {
    const uint8_t *p, *end;
    bool bad;
} infer__cursor;

static const uint8_t *infer__take(infer__cursor *c, uint64_t n) {
    if (c->bad || n > (uint64_t)(c->end - c->p)) {
        c->bad = true;
        return NULL;
    }
    const uint8_t *p = c->p;
    c->p += n;
    return p;
}
static uint32_t infer__take_u32(infer__cursor *c) {
    uint32_t v = 0;
    const uint8_t *p = infer__take(c, 4);
    if (p) memcpy(&v, p, 4);
    return v;
}
static uint64_t infer__take_u64(infer__cursor *c) {
    uint64_t v = 0;
    const uint8_t *p = infer__take(c, 8);
    if (p) memcpy(&v, p, 8);
    return v;
}
static infer__str infer__take_str(infer__cursor *c) {
    infer__str s = INFER__ZERO;
    uint64_t n = infer__take_u64(c);
    s.p = (const char *)infer__take(c, n);
    if (s.p) s.n = (size_t)n;
    return s;
}

/* Bytes of a fixed-size metadata type; 0 for strings, arrays and what is unknown. */
static int infer__value_bytes(int type) {
    static const uint8_t bytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    return type >= 0 && type < (int)sizeof bytes ? bytes[type] : 0;
}

/* Decodes the value of one element at `data`; the string's length has been checked when the file was read. */
static void infer__value_read(int type, const uint8_t *data, infer_value *out) {
    union {
        uint8_t u8;
        int8_t i8;
        uint16_t u16;
        int16_t i16;
        uint32_t u32;
        int32_t i32;
        float f32;
        uint64_t u64;
        int64_t i64;
        double f64;
    } v;
    memset(out, 0, sizeof *out);
    out->type = type, out->count = 1, out->data = data;
    if (type == INFER_VALUE_STRING) {
        memcpy(&v.u64, data, 8);
        out->str = (const char *)data + 8, out->str_size = (size_t)v.u64;
        return;
    }
    memcpy(&v, data, (size_t)infer__value_bytes(type));
    switch (type) {
    case INFER_VALUE_U8: out->i = v.u8; break;
    case INFER_VALUE_I8: out->i = v.i8; break;
    case INFER_VALUE_U16: out->i = v.u16; break;
    case INFER_VALUE_I16: out->i = v.i16; break;
    case INFER_VALUE_U32: out->i = v.u32; break;
    case INFER_VALUE_I32: out->i = v.i32; break;
    case INFER_VALUE_BOOL: out->i = v.u8 != 0; break;
    case INFER_VALUE_U64: out->u = v.u64, out->i = (int64_t)v.u64, out->f = (double)v.u64; return;
    case INFER_VALUE_I64: out->i = v.i64; break;
    case INFER_VALUE_F32:
    case INFER_VALUE_F64:
        out->f = type == INFER_VALUE_F32 ? (double)v.f32 : v.f64;
        if (out->f > -9.2e18 && out->f < 9.2e18) out->i = (int64_t)out->f;
        out->u = (uint64_t)out->i;
        return;
    default: break;
    }
    out->u = (uint64_t)out->i, out->f = (double)out->i;
}

/* Looks a name up in an open-addressing table of kvs or tensors; returns its slot (holding 0 if the name is new). */
static uint32_t infer__name_slot(const void *entries, size_t stride, const uint32_t *slots, uint32_t mask,
                                 infer__str name) {
    uint32_t s = infer__hash(name.p, name.n) & mask;
    for (; slots[s]; s = (s + 1) & mask) {
        /* both kinds of entry begin with their name */
        const infer__str *have = (const infer__str *)((const char *)entries + (size_t)(slots[s] - 1) * stride);
        if (have->n == name.n && memcmp(have->p, name.p, name.n) == 0) break;
    }
    return s;
}

static const infer__kv *infer__gguf_kv(const infer__gguf *g, const char *key) {
    if (!g->kv_slots) return NULL;
    uint32_t at = g->kv_slots[infer__name_slot(g->kvs, sizeof *g->kvs, g->kv_slots, g->kv_mask, infer__str_of(key))];
    return at ? &g->kvs[at - 1] : NULL;
}
static infer__tensor *infer__gguf_tensor(const infer__gguf *g, const char *name) {
    if (!g->tensor_slots) return NULL;
    uint32_t at = g->tensor_slots[infer__name_slot(g->tensors, sizeof *g->tensors, g->tensor_slots, g->tensor_mask,
                                                   infer__str_of(name))];
    return at ? &g->tensors[at - 1] : NULL;
}

static void infer__kv_value(const infer__kv *kv, infer_value *out) {
    if (kv->type != INFER_VALUE_ARRAY) {
        infer__value_read(kv->type, kv->data, out);
        return;
    }
    memset(out, 0, sizeof *out);
    out->type = kv->type, out->element_type = kv->element_type, out->count = kv->count, out->data = kv->data;
}

/* Typed look-ups with a default. A key that is there with a type that cannot be meant is an error, not the default. */
static const char *infer__type_names[] = {"uint8", "int8",   "uint16", "int16",  "uint32", "int32",  "float32",
                                          "bool",  "string", "array",  "uint64", "int64",  "float64"};

static int infer__get_number(const infer__gguf *g, const char *key, infer_value *out, infer_error *err) { /* 1: there */
    const infer__kv *kv = infer__gguf_kv(g, key);
    if (!kv) return 0;
    if (kv->type == INFER_VALUE_STRING || kv->type == INFER_VALUE_ARRAY)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected a number, found %s", g->path, key,
                           infer__type_names[kv->type]);
    infer__value_read(kv->type, kv->data, out);
    return 1;
}
static int infer__get_int(const infer__gguf *g, const char *key, int64_t lo, int64_t hi, int64_t fallback, int64_t *out,
                          infer_error *err) {
    infer_value v;
    int got = infer__get_number(g, key, &v, err);
    *out = got == 1 ? v.i : fallback;
    if (got == 1 && (v.i < lo || v.i > hi || (v.type == INFER_VALUE_U64 && v.u > INT64_MAX)))
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected %lld to %lld, found %lld", g->path, key,
                           (long long)lo, (long long)hi, (long long)v.i);
    return got;
}
static int infer__get_float(const infer__gguf *g, const char *key, float fallback, float *out, infer_error *err) {
    infer_value v;
    int got = infer__get_number(g, key, &v, err);
    *out = got == 1 ? (float)v.f : fallback;
    if (got == 1 && !(v.f > -FLT_MAX && v.f < FLT_MAX))
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected a finite number, found %g", g->path, key,
                           v.f);
    return got;
}
static int infer__get_string(const infer__gguf *g, const char *key, infer__str *out, infer_error *err) {
    const infer__kv *kv = infer__gguf_kv(g, key);
    memset(out, 0, sizeof *out);
    if (!kv) return 0;
    if (kv->type != INFER_VALUE_STRING)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected a string, found %s", g->path, key,
                           infer__type_names[kv->type]);
    infer_value v;
    infer__value_read(kv->type, kv->data, &v);
    out->p = v.str, out->n = v.str_size;
    return 1;
}
/* An array with elements of one type and, unless `count` is 0, that many of them; *out is NULL where there is none. */
static int infer__get_array(const infer__gguf *g, const char *key, int element_type, uint64_t count,
                            const infer__kv **out, infer_error *err) {
    const infer__kv *kv = *out = infer__gguf_kv(g, key);
    if (!kv) return 0;
    if (kv->type != INFER_VALUE_ARRAY || kv->element_type != element_type)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected an array of %s, found %s%s", g->path, key,
                           infer__type_names[element_type], kv->type == INFER_VALUE_ARRAY ? "one of " : "",
                           infer__type_names[kv->type == INFER_VALUE_ARRAY ? kv->element_type : kv->type]);
    if (count && kv->count != count)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected %llu elements, found %llu", g->path, key,
                           (unsigned long long)count, (unsigned long long)kv->count);
    return 1;
}

/* Skips one value of `type` and notes where it stands; false if it is unknown or leaves the file. */
static bool infer__kv_skip(infer__cursor *c, infer__kv *kv) {
    kv->count = 1, kv->element_type = 0;
    int type = kv->type;
    if (type == INFER_VALUE_ARRAY) {
        uint32_t element = infer__take_u32(c);
        kv->count = infer__take_u64(c);
        kv->data = c->p;
        if (element > INFER_VALUE_F64 || element == INFER_VALUE_ARRAY) return false;
        kv->element_type = type = (int)element;
    } else {
        kv->data = c->p;
    }
    if (type == INFER_VALUE_STRING) {
        for (uint64_t i = 0; i < kv->count && !c->bad; i++) infer__take_str(c);
        return !c->bad;
    }
    uint64_t bytes = (uint64_t)infer__value_bytes(type);
    if (!bytes || kv->count > UINT64_MAX / bytes) return false;
    return infer__take(c, kv->count * bytes) || kv->count == 0;
}

/* Reads one part's header, keys and tensor table. Called twice: with g->kvs NULL it checks and counts (adding to
 * n_kvs, n_tensors and names_size), then it fills. */
static int infer__gguf_part(infer__gguf *g, int part, infer_error *err) {
    const infer__map *map = &g->maps[part];
    bool fill = g->kvs != NULL;
    char path[256];
    if (g->n_maps == 1) snprintf(path, sizeof path, "%s", g->path);
    else snprintf(path, sizeof path, "%s (part %d of %d)", g->path, part + 1, g->n_maps);
    infer__cursor c = {map->data, map->data + map->size, false};
    const uint8_t *magic = infer__take(&c, 4);
    uint32_t version = infer__take_u32(&c);
    if (!magic || memcmp(magic, "GGUF", 4) != 0)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: not a GGUF file (it does not begin with \"GGUF\")", path);
    if (version == 0x02000000u || version == 0x03000000u)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: a big-endian GGUF file; only little-endian is supported",
                           path);
    if (!c.bad && version != 2 && version != 3)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: GGUF version %u; versions 2 and 3 are supported", path,
                           (unsigned)version);
    uint64_t n_tensors = infer__take_u64(&c), n_kvs = infer__take_u64(&c);
    if (c.bad) return infer__fail(err, INFER_ERROR_FORMAT, "%s: truncated in its header", path);
    /* the smallest key takes 13 bytes, the smallest tensor 24: no count can promise more than the file holds */
    uint64_t left = (uint64_t)(c.end - c.p);
    if (n_kvs > left / 13 || n_tensors > left / 24 || n_kvs > INT_MAX / 4 || n_tensors > INT_MAX / 4)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: says it has %llu keys and %llu tensors; its %llu bytes cannot",
                           path, (unsigned long long)n_kvs, (unsigned long long)n_tensors,
                           (unsigned long long)map->size);
    uint64_t alignment = 32;
    for (uint64_t i = 0; i < n_kvs; i++) {
        infer__kv kv = INFER__ZERO;
        kv.key = infer__take_str(&c);
        uint32_t type = infer__take_u32(&c);
        kv.type = type <= INFER_VALUE_F64 ? (int)type : -1;
        int shown = (int)INFER__MIN(kv.key.n, 80);
        bool sound = !c.bad && kv.type >= 0 && infer__kv_skip(&c, &kv);
        if (c.bad)
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: truncated in key %llu of %llu (%.*s)", path,
                               (unsigned long long)i + 1, (unsigned long long)n_kvs, shown, kv.key.p ? kv.key.p : "");
        if (!sound)
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %.*s: unknown type or impossible count (type %u)",
                               path, shown, kv.key.p, (unsigned)type);
        if (infer__str_is(kv.key, "general.alignment")) {
            infer_value v = INFER__ZERO;
            if (kv.type != INFER_VALUE_STRING && kv.type != INFER_VALUE_ARRAY) infer__value_read(kv.type, kv.data, &v);
            alignment = v.u;
            if (alignment < 8 || alignment > 1u << 20 || (alignment & (alignment - 1)))
                return infer__fail(err, INFER_ERROR_FORMAT,
                                   "%s: key general.alignment: expected a power of two from 8 to 1048576, found %llu",
                                   path, (unsigned long long)alignment);
        }
        if (part > 0) continue; /* the other parts repeat what the first says */
        if (!fill) {
            g->n_kvs++, g->names_size += kv.key.n + 1;
            continue;
        }
        uint32_t slot = infer__name_slot(g->kvs, sizeof kv, g->kv_slots, g->kv_mask, kv.key);
        if (g->kv_slots[slot])
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %.*s: stands there twice", path, shown, kv.key.p);
        g->kvs[g->n_kvs] = kv;
        g->kv_slots[slot] = ++g->n_kvs;
    }
    uint32_t first = g->n_tensors;
    const uint8_t *table = c.p;
    for (int pass = 0; pass < 2; pass++) { /* where the data begin is known only after the table */
        const uint8_t *data = NULL;
        if (pass == 1) {
            uint64_t at = ((uint64_t)(c.p - map->data) + alignment - 1) / alignment * alignment;
            data = at <= map->size ? map->data + at : NULL;
            c.p = table;
        }
        for (uint64_t i = 0; i < n_tensors; i++) {
            infer__tensor t = INFER__ZERO;
            t.name = infer__take_str(&c);
            uint32_t dimensions = infer__take_u32(&c);
            t.dimensions = (int)INFER__MIN(dimensions, 5);
            for (int d = 0; d < 4; d++) t.size[d] = 1;
            for (int d = 0; d < t.dimensions && d < 4; d++) t.size[d] = infer__take_u64(&c);
            if (dimensions > 4)
                return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor %.*s: expected 1 to 4 dimensions, found %u",
                                   path, (int)INFER__MIN(t.name.n, 80), t.name.p ? t.name.p : "", (unsigned)dimensions);
            t.type = (int)(infer__take_u32(&c) & INT_MAX);
            uint64_t offset = infer__take_u64(&c);
            int shown = (int)INFER__MIN(t.name.n, 80);
            if (c.bad)
                return infer__fail(err, INFER_ERROR_FORMAT, "%s: truncated in tensor %llu of %llu (%.*s)", path,
                                   (unsigned long long)i + 1, (unsigned long long)n_tensors, shown,
                                   t.name.p ? t.name.p : "");
            if (pass == 0) continue;
            uint64_t n = 1;
            for (int d = 0; d < 4; d++) {
                if (t.size[d] == 0 || t.size[d] > (uint64_t)INT64_MAX / n)
                    return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor %.*s: impossible size %llu in dimension %d",
                                       path, shown, t.name.p, (unsigned long long)t.size[d], d);
                n *= t.size[d];
            }
            t.format = infer__format_of(t.type);
            uint64_t room = data ? map->size - (uint64_t)(data - map->data) : 0;
            if (t.format) {
                if (t.size[0] % (uint64_t)t.format->block)
                    return infer__fail(err, INFER_ERROR_FORMAT,
                                       "%s: tensor %.*s: rows of %llu weights, but %s comes in blocks of %d", path,
                                       shown, t.name.p, (unsigned long long)t.size[0], t.format->name, t.format->block);
                uint64_t blocks = n / (uint64_t)t.format->block;
                t.bytes =
                    blocks > INT64_MAX / (uint64_t)t.format->bytes ? UINT64_MAX : blocks * (uint64_t)t.format->bytes;
            }
            if (offset % alignment)
                return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor %.*s: offset %llu is no multiple of %llu", path,
                                   shown, t.name.p, (unsigned long long)offset, (unsigned long long)alignment);
            if (offset > room || t.bytes > room - offset)
                return infer__fail(err, INFER_ERROR_FORMAT,
                                   "%s: truncated: tensor %.*s needs %llu bytes at offset %llu, the file has %llu",
                                   path, shown, t.name.p, (unsigned long long)t.bytes, (unsigned long long)offset,
                                   (unsigned long long)room);
            t.data = data + offset;
            if (!fill) {
                g->n_tensors++, g->names_size += t.name.n + 1;
                continue;
            }
            uint32_t slot = infer__name_slot(g->tensors, sizeof t, g->tensor_slots, g->tensor_mask, t.name);
            if (g->tensor_slots[slot])
                return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor %.*s: stands there twice%s", path, shown,
                                   t.name.p, g->tensor_slots[slot] <= first ? " (once in an earlier part)" : "");
            g->tensors[g->n_tensors] = t;
            g->tensor_slots[slot] = ++g->n_tensors;
        }
    }
    return INFER_OK;
}

static void infer__gguf_layout(infer__gguf *g, infer__arena *a) {
    g->kv_mask = infer__hash_slots(g->n_kvs) - 1, g->tensor_mask = infer__hash_slots(g->n_tensors) - 1;
    g->kvs = INFER__PUSH(a, infer__kv, g->n_kvs + 1);
    g->tensors = INFER__PUSH(a, infer__tensor, g->n_tensors + 1);
    g->kv_slots = INFER__PUSH(a, uint32_t, g->kv_mask + 1);
    g->tensor_slots = INFER__PUSH(a, uint32_t, g->tensor_mask + 1);
    g->name_at = INFER__PUSH(a, size_t, g->n_kvs + g->n_tensors);
    g->names = INFER__PUSH(a, char, g->names_size);
}

/* Second pass over every part, into the memory that layout placed. */
static int infer__gguf_fill(infer__gguf *g, infer_error *err) {
    g->n_kvs = g->n_tensors = 0;
    for (int i = 0; i < g->n_maps; i++) {
        int rc = infer__gguf_part(g, i, err);
        if (rc) return rc;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < g->n_kvs + g->n_tensors; i++) {
        infer__str name = i < g->n_kvs ? g->kvs[i].key : g->tensors[i - g->n_kvs].name;
        memcpy(g->names + at, name.p, name.n);
        g->name_at[i] = at;
        at += name.n + 1;
    }
    return INFER_OK;
}

static void infer__gguf_close(infer__gguf *g, const infer_allocator *allocator) {
    for (int i = 0; i < g->n_maps && g->owned; i++) infer__map_close(&g->maps[i]);
    infer__free(allocator, g->maps, sizeof *g->maps * INFER__MAX_PARTS);
    g->maps = NULL, g->n_maps = 0;
}

/* Maps the file, and the other parts of a split model, and makes the first pass. On failure everything is released. */
static int infer__gguf_open(infer__gguf *g, const infer_model_desc *desc, infer_error *err) {
    memset(g, 0, sizeof *g);
    g->path = desc->path ? desc->path : "(memory)";
    g->owned = desc->path != NULL;
    if (!desc->path && !(desc->data && desc->size))
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_model_open: the desc has neither a path nor data");
    if (!desc->path && (uintptr_t)desc->data % 8)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_model_open: desc.data is not aligned to 8 bytes");
    g->maps = (infer__map *)infer__alloc(&desc->allocator, sizeof *g->maps * INFER__MAX_PARTS);
    if (!g->maps) return infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory", g->path);
    if (!g->owned) {
        g->maps[0].data = (const uint8_t *)desc->data, g->maps[0].size = desc->size, g->n_maps = 1;
    } else {
        const char *why = infer__map_open(&g->maps[0], desc->path);
        if (why) {
            infer__free(&desc->allocator, g->maps, sizeof *g->maps * INFER__MAX_PARTS);
            return infer__fail(err, INFER_ERROR_IO, "%s: %s", desc->path, why);
        }
        g->n_maps = 1;
    }
    int rc = infer__gguf_part(g, 0, err);
    /* a split model names its number of parts in its metadata; find that key without an index yet */
    infer__cursor c = {g->maps[0].data + 24, g->maps[0].data + g->maps[0].size, false};
    int64_t parts = 1, number = 0;
    for (uint32_t i = 0; rc == INFER_OK && i < g->n_kvs; i++) {
        infer__kv kv = INFER__ZERO;
        infer_value v;
        kv.key = infer__take_str(&c);
        kv.type = (int)infer__take_u32(&c);
        infer__kv_skip(&c, &kv);
        bool count = infer__str_is(kv.key, "split.count");
        if ((!count && !infer__str_is(kv.key, "split.no")) || !infer__value_bytes(kv.type)) continue;
        infer__value_read(kv.type, kv.data, &v);
        if (count) parts = v.i;
        else number = v.i;
    }
    size_t length = desc->path ? strlen(desc->path) : 0;
    char *path = NULL;
    if (rc == INFER_OK && parts > 1) {
        if (number != 0)
            rc = infer__fail(err, INFER_ERROR_ARGUMENT, "%s: part %lld of a split model; open the first part", g->path,
                             (long long)number + 1);
        else if (!g->owned)
            rc = infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: a split model can only be opened by path", g->path);
        else if (parts > INFER__MAX_PARTS || length < 20 || strncmp(desc->path + length - 20, "-00001-of-", 10) != 0)
            rc = infer__fail(err, INFER_ERROR_FORMAT,
                             "%s: split into %lld parts, but the name does not end in -00001-of-%05lld.gguf", g->path,
                             (long long)parts, (long long)parts);
        else if (!(path = (char *)infer__alloc(&desc->allocator, length + 1)))
            rc = infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory", g->path);
    }
    for (int i = 1; rc == INFER_OK && i < parts; i++) {
        memcpy(path, desc->path, length + 1);
        snprintf(path + length - 20, 21, "-%05u-of-%05u.gguf", (unsigned)(i + 1) % 100000u, (unsigned)parts % 100000u);
        const char *why = infer__map_open(&g->maps[i], path);
        if (why) {
            rc = infer__fail(err, INFER_ERROR_IO, "%s: %s (part %d of %d)", path, why, i + 1, (int)parts);
            break;
        }
        g->n_maps = i + 1;
    }
    infer__free(&desc->allocator, path, length + 1);
    for (int i = 1; rc == INFER_OK && i < g->n_maps; i++) rc = infer__gguf_part(g, i, err);
    if (rc) infer__gguf_close(g, &desc->allocator);
    return rc;
}

#ifndef INFER_NO_STDIO
/* The writer. A file begins with its keys and its tensor table, so these gather in memory until the first data arrive;
 * data go straight to the file. Every call before close checks the sticky error first and leaves the reporting to it. */
typedef struct infer__buffer {
    uint8_t *data;
    size_t size, capacity;
} infer__buffer;

typedef struct infer__entry {
    size_t at;      /* its name's length and bytes in infer__table.bytes */
    uint64_t total; /* of a tensor: the bytes that its data must have */
} infer__entry;

typedef struct infer__table { /* the keys, or the tensors */
    const char *what;
    infer__buffer bytes, entries; /* as they will stand in the file; an infer__entry each */
    uint64_t n;
} infer__table;

struct infer_writer {
    infer_allocator allocator;
    FILE *file;
    char *path;
    infer_error err; /* the first failure; code 0: none yet */
    infer__table keys, tensors;
    uint64_t alignment, offset; /* of data: where the next tensor's will begin */
    uint64_t current, written;  /* the tensor whose data are expected, how many have come */
    bool started;               /* the header is in the file */
};

static bool infer__buffer_put(infer_writer *w, infer__buffer *b, const void *data, size_t size) {
    if (w->err.code || !size) return !w->err.code;
    if (size > b->capacity - b->size) {
        size_t capacity = b->capacity ? b->capacity : 4096;
        while (capacity - b->size < size && capacity <= SIZE_MAX / 4) capacity *= 2;
        uint8_t *grown = capacity - b->size < size ? NULL : (uint8_t *)infer__alloc(&w->allocator, capacity);
        if (!grown) return infer__fail(&w->err, INFER_ERROR_MEMORY, "%s: out of memory", w->path), false;
        if (b->size) memcpy(grown, b->data, b->size);
        infer__free(&w->allocator, b->data, b->capacity);
        b->data = grown, b->capacity = capacity;
    }
    memcpy(b->data + b->size, data, size);
    b->size += size;
    return true;
}
static void infer__put_u32(infer_writer *w, infer__buffer *b, uint32_t v) { infer__buffer_put(w, b, &v, 4); }
static void infer__put_u64(infer_writer *w, infer__buffer *b, uint64_t v) { infer__buffer_put(w, b, &v, 8); }
static void infer__put_str(infer_writer *w, infer__buffer *b, const char *data, size_t size) {
    infer__put_u64(w, b, size);
    infer__buffer_put(w, b, data, size);
}

static infer__entry infer__table_entry(const infer__table *t, uint64_t index, infer__str *name) {
    infer__entry e;
    uint64_t n;
    memcpy(&e, t->entries.data + index * sizeof e, sizeof e);
    memcpy(&n, t->bytes.data + e.at, 8);
    name->p = (const char *)t->bytes.data + e.at + 8, name->n = (size_t)n;
    return e;
}

/* Begins a key or a tensor by its name; false if there is no going on. */
static bool infer__table_add(infer_writer *w, infer__table *t, const char *name, size_t longest, uint64_t total) {
    if (!w || w->err.code) return false;
    infer__str s = infer__str_of(name), other;
    if (w->started)
        return infer__fail(&w->err, INFER_ERROR_STATE, "%s: %s %s: too late, data have been written", w->path, t->what,
                           name ? name : "(NULL)"),
               false;
    if (s.n == 0 || s.n > longest)
        return infer__fail(&w->err, INFER_ERROR_ARGUMENT,
                           "%s: %s \"%.80s\": expected a name of 1 to %d bytes, found %llu", w->path, t->what,
                           name ? name : "", (int)longest, (unsigned long long)s.n),
               false;
    for (uint64_t i = 0; i < t->n; i++) {
        infer__table_entry(t, i, &other);
        if (other.n == s.n && memcmp(other.p, s.p, s.n) == 0)
            return infer__fail(&w->err, INFER_ERROR_ARGUMENT, "%s: %s %s: added twice", w->path, t->what, name), false;
    }
    infer__entry e = {t->bytes.size, total};
    infer__buffer_put(w, &t->entries, &e, sizeof e);
    infer__put_str(w, &t->bytes, s.p, s.n);
    t->n++;
    return !w->err.code;
}

static void infer__writer_key(infer_writer *w, const char *key, int type, const void *value, size_t size) {
    if (!w || !infer__table_add(w, &w->keys, key, 65535, 0)) return;
    infer__put_u32(w, &w->keys.bytes, (uint32_t)type);
    infer__buffer_put(w, &w->keys.bytes, value, size);
}

INFER__DEF void infer_writer_u32(infer_writer *w, const char *key, uint32_t value) {
    infer__writer_key(w, key, INFER_VALUE_U32, &value, sizeof value);
    if (!w || w->err.code || strcmp(key, "general.alignment") != 0) return;
    if (value < 8 || value > 1u << 20 || (value & (value - 1)) || w->tensors.n)
        infer__fail(&w->err, INFER_ERROR_ARGUMENT,
                    "%s: key general.alignment: expected a power of two from 8 to 1048576, before any tensor; found %u",
                    w->path, (unsigned)value);
    w->alignment = value;
}
INFER__DEF void infer_writer_f32(infer_writer *w, const char *key, float value) {
    infer__writer_key(w, key, INFER_VALUE_F32, &value, sizeof value);
}
INFER__DEF void infer_writer_bool(infer_writer *w, const char *key, bool value) {
    uint8_t byte = value;
    infer__writer_key(w, key, INFER_VALUE_BOOL, &byte, 1);
}
INFER__DEF void infer_writer_string(infer_writer *w, const char *key, const char *value) {
    infer__writer_key(w, key, INFER_VALUE_STRING, NULL, 0);
    if (!w || w->err.code) return;
    if (!value) infer__fail(&w->err, INFER_ERROR_ARGUMENT, "%s: key %s: the string is NULL", w->path, key);
    else infer__put_str(w, &w->keys.bytes, value, strlen(value));
}
INFER__DEF void infer_writer_array(infer_writer *w, const char *key, int element_type, const void *data, uint64_t n) {
    infer__writer_key(w, key, INFER_VALUE_ARRAY, NULL, 0);
    if (!w || w->err.code) return;
    size_t bytes = (size_t)infer__value_bytes(element_type);
    bool strings = element_type == INFER_VALUE_STRING;
    if ((!bytes && !strings) || (n && !data) || (bytes && n > SIZE_MAX / 2 / bytes)) {
        infer__fail(&w->err, INFER_ERROR_ARGUMENT, "%s: key %s: cannot write an array of %llu elements of type %d%s",
                    w->path, key, (unsigned long long)n, element_type, data ? "" : " from NULL");
        return;
    }
    infer__put_u32(w, &w->keys.bytes, (uint32_t)element_type);
    infer__put_u64(w, &w->keys.bytes, n);
    const infer_bytes *s = (const infer_bytes *)data;
    for (uint64_t i = 0; strings && i < n; i++) infer__put_str(w, &w->keys.bytes, s[i].data, s[i].size);
    if (!strings) infer__buffer_put(w, &w->keys.bytes, data, (size_t)n * bytes);
}

INFER__DEF void infer_writer_tensor(infer_writer *w, const char *name, int type, int dimensions, const uint64_t *size) {
    if (!w || w->err.code) return;
    uint64_t total = 0, limit = INT64_MAX / 2 - w->offset;
    if (size && dimensions >= 1 && dimensions <= 4 && size[0] <= SIZE_MAX / 8) {
        total = infer_type_bytes(type, (size_t)size[0]);
        for (int d = 1; d < dimensions; d++) total = size[d] && total <= limit / size[d] ? total * size[d] : 0;
    }
    if (!total || total > limit) {
        infer__fail(&w->err, INFER_ERROR_ARGUMENT,
                    "%s: tensor %s: impossible: type %d, %d dimensions, rows of %llu (are they whole blocks?)", w->path,
                    name ? name : "(NULL)", type, dimensions, (unsigned long long)(size ? size[0] : 0));
        return;
    }
    /* 63: what fits ggml's tensor structure */
    if (!infer__table_add(w, &w->tensors, name, 63, total)) return;
    infer__put_u32(w, &w->tensors.bytes, (uint32_t)dimensions);
    for (int d = 0; d < dimensions; d++) infer__put_u64(w, &w->tensors.bytes, size[d]);
    infer__put_u32(w, &w->tensors.bytes, (uint32_t)type);
    infer__put_u64(w, &w->tensors.bytes, w->offset);
    w->offset += (total + w->alignment - 1) / w->alignment * w->alignment;
}

static void infer__writer_put(infer_writer *w, const void *data, size_t size) {
    if (!w->err.code && size && fwrite(data, 1, size, w->file) != size)
        infer__fail(&w->err, INFER_ERROR_IO, "%s: cannot be written (is the disk full?)", w->path);
}
static void infer__writer_pad(infer_writer *w, uint64_t written) {
    static const uint8_t zeros[64] = INFER__ZERO;
    uint64_t left = (w->alignment - written % w->alignment) % w->alignment;
    for (; left; left -= INFER__MIN(left, 64)) infer__writer_put(w, zeros, (size_t)INFER__MIN(left, 64));
}
static void infer__writer_start(infer_writer *w) {
    infer__buffer head = INFER__ZERO;
    w->started = true;
    infer__buffer_put(w, &head, "GGUF\3\0\0\0", 8);
    infer__put_u64(w, &head, w->tensors.n);
    infer__put_u64(w, &head, w->keys.n);
    infer__writer_put(w, head.data, head.size);
    infer__writer_put(w, w->keys.bytes.data, w->keys.bytes.size);
    infer__writer_put(w, w->tensors.bytes.data, w->tensors.bytes.size);
    infer__writer_pad(w, head.size + w->keys.bytes.size + w->tensors.bytes.size);
    infer__free(&w->allocator, head.data, head.capacity);
}

INFER__DEF void infer_writer_data(infer_writer *w, const void *data, size_t size) {
    if (!w || w->err.code || !size) return;
    if (!w->started) infer__writer_start(w);
    infer__str name = infer__str_of("(past the last)");
    uint64_t total = w->current < w->tensors.n ? infer__table_entry(&w->tensors, w->current, &name).total : 0;
    if (!data || size > total - w->written) {
        infer__fail(&w->err, INFER_ERROR_ARGUMENT, "%s: tensor %.*s: expected %llu bytes, found %s %llu", w->path,
                    (int)name.n, name.p, (unsigned long long)total, data ? "at least" : "NULL after",
                    (unsigned long long)(data ? w->written + size : w->written));
        return;
    }
    infer__writer_put(w, data, size);
    w->written += size;
    if (w->written < total) return;
    infer__writer_pad(w, total);
    w->current++, w->written = 0;
}

INFER__DEF infer_writer *infer_writer_open(const char *path, const infer_allocator *allocator, infer_error *err) {
    if (!path)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_writer_open: the path is NULL"), (infer_writer *)NULL;
    size_t n = strlen(path) + 1;
    infer_writer *w = (infer_writer *)infer__alloc(allocator, sizeof *w);
    char *copy = w ? (char *)infer__alloc(allocator, n) : NULL;
    FILE *file = copy ? fopen(path, "wb") : NULL;
    if (!file) {
        if (copy) infer__fail(err, INFER_ERROR_IO, "%s: cannot be opened for writing", path);
        else infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory", path);
        infer__free(allocator, copy, n);
        infer__free(allocator, w, sizeof *w);
        return NULL;
    }
    memset(w, 0, sizeof *w);
    if (allocator) w->allocator = *allocator;
    w->path = (char *)memcpy(copy, path, n), w->file = file;
    w->keys.what = "key", w->tensors.what = "tensor", w->alignment = 32;
    return w;
}

INFER__DEF int infer_writer_close(infer_writer *w, infer_error *err) {
    if (!w) return infer__null(err, "writer");
    if (!w->err.code && !w->started) infer__writer_start(w);
    if (!w->err.code && w->current < w->tensors.n) {
        infer__str name;
        infer__entry e = infer__table_entry(&w->tensors, w->current, &name);
        infer__fail(&w->err, INFER_ERROR_STATE, "%s: tensor %.*s: expected %llu bytes, found %llu", w->path,
                    (int)name.n, name.p, (unsigned long long)e.total, (unsigned long long)w->written);
    }
    if (fclose(w->file) != 0 && !w->err.code)
        infer__fail(&w->err, INFER_ERROR_IO, "%s: cannot be written (is the disk full?)", w->path);
    int rc = w->err.code;
    if (rc) remove(w->path);
    if (rc && err) *err = w->err;
    infer_allocator allocator = w->allocator;
    infer__buffer buffers[4] = {w->keys.bytes, w->keys.entries, w->tensors.bytes, w->tensors.entries};
    for (int i = 0; i < 4; i++) infer__free(&allocator, buffers[i].data, buffers[i].capacity);
    infer__free(&allocator, w->path, strlen(w->path) + 1);
    infer__free(&allocator, w, sizeof *w);
    return rc;
}
#endif /* INFER_NO_STDIO */

/* ===========================================================================
 * [6] TOKENIZERS                                                 >>tokenizers
 * ===========================================================================
 * Text to token ids and back. Both kinds of vocabulary here are byte-pair encodings, and one algorithm: cut the text
 * into symbols, then again and again join the two neighbours that rank best, until no pair is known.
 *
 *   "llama"  as in SentencePiece (Kudo & Richardson 2018): symbols are characters, a space is written U+2581, a pair
 *            ranks by the score of the token it makes, and a symbol that is no token becomes its bytes, <0x00>..<0xFF>.
 *   "gpt2"   on bytes (Sennrich et al. 2016, Radford et al. 2019): a pre-tokenizer first cuts the text into words that
 *            nothing joins; bytes are written as printable characters; a pair ranks by its place in the list of merges.
 *
 * Candidate pairs wait in a heap, symbols in a linked list: n log n, whatever the text. Names of special tokens are
 * taken out of the text before all that. Where the file leaves a choice, the result is llama.cpp's. The vocabulary's
 * strings stay in the file's mapping; what is built here, in the model's arena, are two hash tables over them. */

/* ---- strings of the file, found by content ---- */

typedef struct infer__text_slot {
    uint32_t hash, index; /* 1 + index of the string; 0: an empty slot */
} infer__text_slot;

/* An array of strings in the file: each a length (u64) and its bytes. */
typedef struct infer__texts {
    const uint8_t *data;
    uint32_t n, mask;
    size_t longest;          /* in bytes */
    uint32_t *at;            /* n: where each begins */
    infer__text_slot *slots; /* open addressing; of equal strings the first, and never an empty one */
} infer__texts;

#define INFER__HASH_BASE 0x2c1b3c6du
/* A polynomial in HASH_BASE of the bytes, which joins: the hash of "ab" is that of "a" x BASE^(length of b) + that of b.
 * So what two symbols would make is looked up without reading it. */
static uint32_t infer__text_hash(const char *p, size_t n) {
    uint32_t h = 0;
    for (size_t i = 0; i < n; i++) h = h * INFER__HASH_BASE + (uint8_t)p[i] + 1;
    return h;
}

static uint32_t infer__text_pair_hash(uint32_t a, uint32_t b) { return (a ^ 0x9e3779b9u) * 0x27d4eb2fu + b; }
static uint32_t infer__text_mix(uint32_t h) { /* spreads it over the table */
    h ^= h >> 15, h *= 0x85ebca6bu;
    return h ^ h >> 13;
}

static infer__str infer__texts_get(const infer__texts *t, uint32_t i) {
    infer__str s;
    uint64_t n;
    memcpy(&n, t->data + t->at[i], 8);
    s.p = (const char *)t->data + t->at[i] + 8, s.n = (size_t)n;
    return s;
}

/* The slot of the string `a` or, where b is not NULL, of `a`, a space and `b`; an empty one if there is no such string.
 * `h`: text_hash(a), or text_pair_hash of both. */
static uint32_t infer__texts_slot(const infer__texts *t, uint32_t h, const char *a, size_t na, const char *b,
                                  size_t nb) {
    h = infer__text_mix(h);
    uint32_t at = h & t->mask;
    for (; t->slots[at].index; at = (at + 1) & t->mask) {
        if (t->slots[at].hash != h) continue;
        infer__str s = infer__texts_get(t, t->slots[at].index - 1);
        if (s.n == na + (b ? nb + 1 : 0) && memcmp(s.p, a, na) == 0 &&
            (!b || (s.p[na] == ' ' && memcmp(s.p + na + 1, b, nb) == 0)))
            return at;
    }
    return at;
}
static void infer__texts_layout(infer__texts *t, infer__arena *a) {
    t->mask = infer__hash_slots(t->n) - 1;
    t->at = INFER__PUSH(a, uint32_t, t->n);
    t->slots = INFER__PUSH(a, infer__text_slot, t->mask + 1);
}

/* `pairs`: strings are to be found by what stands before and after a space, their second byte or later. */
static int infer__texts_fill(infer__texts *t, bool pairs, const infer__gguf *g, const char *key, infer_error *err) {
    uint64_t at = 0;
    t->longest = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        uint64_t n;
        memcpy(&n, t->data + at, 8); /* within the file: the reader has been over it */
        if (at > UINT32_MAX || n > UINT32_MAX)
            return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: key %s: strings of more than 4 GB", g->path, key);
        t->at[i] = (uint32_t)at;
        at += 8 + n;
        infer__str s = infer__texts_get(t, i);
        t->longest = INFER__MAX(t->longest, s.n);
        const char *space = pairs && s.n > 2 ? (const char *)memchr(s.p + 1, ' ', s.n - 1) : NULL;
        if (s.n == 0 || (pairs && !space)) continue;
        size_t first = space ? (size_t)(space - s.p) : s.n, second = space ? s.n - first - 1 : 0;
        uint32_t h = infer__text_hash(s.p, first);
        if (space) h = infer__text_pair_hash(h, infer__text_hash(space + 1, second));
        uint32_t slot = infer__texts_slot(t, h, s.p, first, space ? space + 1 : NULL, second);
        if (t->slots[slot].index) continue;
        t->slots[slot].hash = infer__text_mix(h), t->slots[slot].index = i + 1;
    }
    return INFER_OK;
}

/* ---- characters ---- */

/* What pre-tokenizers ask of a character: its general category, and whether it is in sets that single tokenizers list,
 * by infer__char_extras below. */
/* clang-format off */
enum {
    INFER__LETTER = 1, INFER__NUMBER = 2, INFER__PUNCTUATION = 4, INFER__MARK = 8, INFER__SYMBOL = 16,
    INFER__SPACE = 32, INFER__CASED = 1 << 6 /* a letter with a case that deepseek-llm lists */,
    INFER__NEWLINE = 1 << 7 /* \r, \n */, INFER__LF = 1 << 8, INFER__TAB = 1 << 9, INFER__BLANK = 1 << 10,
    INFER__DIGIT = 1 << 11 /* 0 to 9 */, INFER__UPPER = 1 << 12, INFER__LOWER = 1 << 13 /* of ASCII, these two */,
    INFER__MATH = 1 << 14 /* $ + < = > ^ ~ | */, INFER__BACKTICK = 1 << 15, INFER__JOINER = 1 << 16,
    INFER__EXTRAS = 17 /* from this bit on, sets that are looked up only if the vocabulary's passes name them: */,
    INFER__WIDE = 1 << 17 /* deepseek-llm's punctuation: ASCII without digits and its full-width forms */,
    INFER__CJK = 1 << 18, INFER__KANA_HAN = 1 << 19, INFER__HAN = 1 << 20 /* these are then no letters */,
    INFER__HANGUL = 1 << 21, INFER__BOPOMOFO = 1 << 22, INFER__STOPS = 1 << 23 /* youtu's punctuation */,
    INFER__ASIAN = 1 << 24 /* afmoe's scripts without spaces */, INFER__ENDS = 1 << 25 /* what ends bloom's words */,
    INFER__IDEOGRAPH = 1 << 26 /* each a word to WordPiece */, INFER__CONTROLS = 1 << 27 /* nothing to it */
};
static const struct {
    uint32_t set, first, last;
} infer__char_extras[] = {
    {INFER__WIDE, 0x21, 0x2f}, {INFER__WIDE, 0x3a, 0x7e}, {INFER__WIDE, 0xff01, 0xff0f}, {INFER__WIDE, 0xff1a, 0xff5e},
    {INFER__WIDE, 0x2018, 0x201f}, {INFER__WIDE, 0x3001, 0x3002}, {INFER__CJK, 0x800, 0x9fa5},
    {INFER__CJK, 0xac00, 0xd7ff}, {INFER__KANA_HAN, 0x4e00, 0x9fa5}, {INFER__KANA_HAN, 0x3040, 0x30ff},
    {INFER__HANGUL, 0xac00, 0xd7a3}, {INFER__HANGUL, 0x3131, 0x318e}, {INFER__BOPOMOFO, 0x3105, 0x312f},
    {INFER__STOPS, 0xff01, 0xff01}, {INFER__STOPS, 0x2026, 0x2026}, {INFER__STOPS, 0x2018, 0x2019},
    {INFER__STOPS, 0x201c, 0x201d}, {INFER__STOPS, 0x2014, 0x2014}, {INFER__STOPS, 0xff1a, 0xff1b},
    {INFER__STOPS, 0xff0c, 0xff0c}, {INFER__STOPS, 0x3001, 0x303f}, {INFER__STOPS, 0xfe30, 0xfe4f},
    {INFER__ASIAN, 0x4e00, 0x9fff}, {INFER__ASIAN, 0x3400, 0x4dbf}, {INFER__ASIAN, 0x8c48, 0xfaff},
    {INFER__ASIAN, 0x3040, 0x30ff}, {INFER__ASIAN, 0xff65, 0xff9f}, {INFER__ASIAN, 0x2f00, 0x2fdf},
    {INFER__ASIAN, 0xe40, 0xeff}, {INFER__ASIAN, 0x1780, 0x17ff}, {INFER__ASIAN, 0x1000, 0x109f},
    {INFER__ASIAN, 0xaa60, 0xaa7f}, {INFER__ASIAN, 0xa9e0, 0xa9ff}, {INFER__ASIAN, 0x1100, 0x11ff},
    {INFER__ENDS, '(', ')'}, {INFER__ENDS, '|', '|'}, {INFER__ENDS, '.', '.'}, {INFER__ENDS, ',', ','},
    {INFER__ENDS, '!', '!'}, {INFER__ENDS, '?', '?'}, {INFER__ENDS, 0x2026, 0x2026}, {INFER__ENDS, 0x3002, 0x3002},
    {INFER__ENDS, 0xff0c, 0xff0c}, {INFER__ENDS, 0x3001, 0x3001}, {INFER__ENDS, 0x964, 0x964},
    {INFER__ENDS, 0x6d4, 0x6d4}, {INFER__ENDS, 0x60c, 0x60c},
    {INFER__HAN | INFER__IDEOGRAPH, 0x4e00, 0x9fff}, {INFER__HAN | INFER__IDEOGRAPH, 0x3400, 0x4dbf},
    {INFER__HAN | INFER__IDEOGRAPH, 0x20000, 0x2a6df}, {INFER__HAN | INFER__IDEOGRAPH, 0x2a700, 0x2b73f},
    {INFER__HAN | INFER__IDEOGRAPH, 0x2b740, 0x2b81f}, {INFER__HAN, 0x2b820, 0x2b91f},
    {INFER__HAN | INFER__IDEOGRAPH, 0x2b920, 0x2ceaf}, {INFER__HAN, 0x2ceb0, 0x2ebef},
    {INFER__HAN | INFER__IDEOGRAPH, 0xf900, 0xfaff}, {INFER__HAN | INFER__IDEOGRAPH, 0x2f800, 0x2fa1f},
    {INFER__CONTROLS, 0, 8}, {INFER__CONTROLS, 0xe, 0x1f}, {INFER__CONTROLS, 0x7f, 0x84},
    {INFER__CONTROLS, 0x86, 0x9f}, {INFER__CONTROLS, 0xad, 0xad}, {INFER__CONTROLS, 0x600, 0x605},
    {INFER__CONTROLS, 0x61c, 0x61c}, {INFER__CONTROLS, 0x6dd, 0x6dd}, {INFER__CONTROLS, 0x70f, 0x70f},
    {INFER__CONTROLS, 0x890, 0x891}, {INFER__CONTROLS, 0x8e2, 0x8e2}, {INFER__CONTROLS, 0x180e, 0x180e},
    {INFER__CONTROLS, 0x200b, 0x200f}, {INFER__CONTROLS, 0x202a, 0x202e}, {INFER__CONTROLS, 0x2060, 0x2064},
    {INFER__CONTROLS, 0x2066, 0x206f}, {INFER__CONTROLS, 0xd800, 0xf8ff}, {INFER__CONTROLS, 0xfeff, 0xfeff},
    {INFER__CONTROLS, 0xfff9, 0xfffb}, {INFER__CONTROLS, 0xfffd, 0xfffd}, {INFER__CONTROLS, 0x110bd, 0x110bd},
    {INFER__CONTROLS, 0x110cd, 0x110cd}, {INFER__CONTROLS, 0x13430, 0x1343f}, {INFER__CONTROLS, 0x1bca0, 0x1bca3},
    {INFER__CONTROLS, 0x1d173, 0x1d17a}, {INFER__CONTROLS, 0xe0001, 0xe0001}, {INFER__CONTROLS, 0xe0020, 0xe007f},
    {INFER__CONTROLS, 0xf0000, 0xffffd}, {INFER__CONTROLS, 0x100000, 0x10fffd}};
/* clang-format on */

/* General categories of all code points (Unicode 15.1) as runs, by tests/unicode_tables.py. A run is base-16 digits
 * ('!' is 0), then one character for 10 x class + the length's last, decimal digit. Classes: 0 none of these, 1 letter,
 * 2 letter that is CASED, 3 number, 4 punctuation, 5 mark, 6 symbol. The characters skip " ? and \. */
static const char infer__char_runs[] =
    "%5_qbq`#Q^s^$M_q]q$M]q]q%6]u]r=]q3tSqH^qR=]T]$Jq%Hq#%L=KA#&O=$N#Et#>#tBw=q=#w-hK=qI4=J]H6rH]J3H3$G3*Jq/Pqm#!M3%O4="
    "b&=^4s3&k]g]h]h]g:$D6A^#9s^q^r#g]3_&@$g#Q`>g+F]=m3ql>hqj>#Q@r=#`4=g%<$m4*F#g=#6#Q%@o>q_=4gr$>j=o=i=k4#a3$Bi4]3#=7$"
    "AqC;n&>$j3%i'Ai=#n=m#<h^#Q]#Ci3E4>4$>3D3=5A4g=m4h4i=:g6>3@h4#Q>rWr=]g4i3C6>4$>3D3>3>3>4g3k6h4i5g9A3=9#Qh@g]#2i3F3@"
    "3$>3D3>3B4g=n3i3i4=#7>h4#Q]q9=l3i3E4>4$>3D3>3B4g=m4h4i9i6>3@h4#Qq=W#2g=3C5@3A5>3=3>5>5@5#>6k5i3j4=8g#6#Tx7kE3@3$@3"
    "#C4g=m3i3j9h3@4=4>h4#Q9]Xq=i]E3@3$@3#<3B4g=m3i3j9h8>3>h4#Q3>g#4jF3@3&=h=m3i3j=q6@gX@h4#ZqC3i3#E5$A3F3=4D5g6l3g3n8#"
    "Q4h]#4&Eg>m6qDn]#Q^%9>3=3B3$A3=3#<g>o=4B3=3m3#Q4A%4=s#aq]shv$Qqgqgqg`hE3%C6$f]hB#g3%l3xgv3rat^%9&@$f=#QbCjAi=i>m@j"
    "#@#h=g#Qjr%O3=7=4&@]$#@3A4D3=3A4&=3A4%@3A4D3=3A4#B3'D3A4(D4ie$Q5#C#p8*M4M4]%0<q]#D3$C^5)B_TE9#Ej;#Fi^;#Eh#4#@3@3h#"
    "4'>%h_=_q=g4#Q8#Q8#]i3g#Q8*F9Bh%Ag=7)<#2%=3#h6#h6q5^#Q%<4B#3&A6$C8#R5%t$@k4^'@#f3$o4g#Q8#Q8c=b4%g&;k&D#mE5#Qc#poy^"
    "3i%<#i>#Q&A#j:`%C$f5a#Q5@#Q%C^F9&J4Jd:i]$gAgCg>i=7&K(@#J=%K%D(j#-O4M4%O4M4O3H3H3H3%H4'J3NqHsJ3NsK4M3s#Js4J3Nr#9$`:"
    "$[q#_q#^#9R=4Ws^=#Qs^3#@5%s#7%i#7rHtHr#GqHsLvHqHqHqKqMAHrKuLtHq'RIVr6$'v`$y^#+r$7#q$3(Q)x$S%/v#`%Q&y^%q#[$*s$^(s`%"
    "r^$'t4%r3,u.K>,JvKiI7`R^%E3=7=4'C9=]#6g$@;D3D3D3D3D3D3D3D3%h&c=%^r#^%6$v3*y#4#'t$8#v3_q>R#[r#^qZl]BrT>]r3*C4hr@]+<"
    "]A7&@3+A3rU#p%>%v#3q#C%q3#Q%pYq#V%r#Q%y#V$!p$+%>(t*,)D5'u;&C^#,F_#C#Q>$2&M=j]#f]=$O>h)<#Qhb:$sFr)O=$J=rK(<7>3=3B$6"
    "#Cg@gAg$@ktg5Wt8'>`:h'<#n:^#Q8#nC_=]>g#Q$En^$@#i#3]$F5j&D#j#_3=#Q6^Bg#<#QB3&=#j;@gEh4#Q4`$@s=i'<g=i>hBh=g=$6@^#=k^"
    "@h#2C4C4C;D3D3&@q#Ar6*G%Bn]h4#Q8&'/>#4$@6&F%&/4$&C4,C%:N#4L7=g#<q#@3B3=3>3>3,E#w#8$&@^#v(A4'A9q%4#>t#l#[8#l%a3#`q]"
    "s3]q^6B3/B6_qbq`#Q^s^$M_q]q$M]q]qc*F5C4C4C4@5w3w#5r4#>3$C3#F3>3#B4#A%6.@7_6&V5y'X#wSs3#s5q&9&ug/2$F5&F#7g$X6%>U;$<"
    "RER7%Ek7%<3]%C6E]V&4*G)E4#Q8%M6%M6&<:'>#3]#=3#B3D3>3#=3#B3D3>(9#1=;$>#2E$6C3&>3F(;C4=3&A3>5=4$@3]Y$@rX%=:Z&:#F3>7V"
    "$>W5]$C7](6'C6S>#W4&W=i3h7jA3@3$F4i6gZ9e9$FS]$FT%4Eq$Eh6Vc;'A5c$>4Y#F7Y#E9`#4X*2)@'7'H#5'H9W%Cj:#Q#/6%R3&>3h]4>)7i"
    "$F#Q=:$>#gUa$4#Ej`%:$=X$2$@;i'@#kc6%Qg>h=;j&B#g^3`g#5$B9#Q8i%C#j3#Q`=h=:%Bg^=;i&E#jA`j]h#Q=]=_3$Q#3#E3$B#hbg>g(4D3"
    "=3A3#B3#<]8&D#h7#Q8j3E4>4$>3D3>3B3h=m4h4i4=8g7Bh4m5k/;'@#nAa#Q^3]g@%2&E$f>]=:#Q#!8&Dm4o$_Ah%6&E#m_=#3#Q8#_#;&@#i=]"
    "8#Q'6$D4#k6#S_qD#$7&A#k],2(K#Z#4E4=4E3>3$Al3h4j=g=h_;#Q)2E4%Fm4m=]=g$9=#f&<m=jdg:=#g&C#l_=a#5)@9#[#*8F3%Dn3n=a#2$Z"
    "5^%<4$h3#j)5D3>3%El5g3h3m=g:#Q8C3>3%>k3h3k=9#Q#12#Fj^9h=g#@3%Am5k#_#Q*8=#7$R$y#5]'.>,4-R3a#3#%C#!)8+D^#5(->#8gC#k#"
    "+#2%,@%'15%*F9%=3#Q6^)F3#Q8%<4k]#2&EmatA]q#2#Q3X3$=7#F&&:(A$T`,3)B6g='k9j#@(6>]=g#3h#6$('C:)-E&4F%)/7A3D3>3#/=#7=$"
    ";@4=#6A:$)C0(:,D7#@5F9#<4qh]#/(6&l4$i;-v(2#*v#2%y4(pksl:nrm%pj(q$3(viq.4$Q#4$Q#4*w;$V/7*B3)=3>4=4>4A3#>3=3D3(B3A4E"
    "3D3$E3A3B3=5D3$$<4$Bq$Bq%=q$Bq%=q$Bq%=q$Bq%=q$BqE4'Q%%r'kt'fxg#tgra#7k3#k(06%=8M#'5m3#m4m3h3k7(>%5g-4&B5mD4#Q6=q$!"
    "2%<g#9&Aj#Q7q$06$Ej#Q&,4D3A3>3#B3#%D4Zm&3(Om=6#Q6^&07'ZqTqU)8&Vq#V#%6A3$D3>3=4=3#<3A3=3=8=6=3=3=3@3>3=4=3=3=3=3=3>"
    "3=4A3D3A3A3=3#<3#D7@3B3#D'4r#-2&t6,p#4#u4#u3#u3%w#2#T#!q'8$y#5&t6y9r#6v16($t6#w5#s5-y6+u8#r6q#7#r6'v:#p8&p:%p4r):$"
    "$p#4#t4#s5y9&v3w:#t6y9y90w3'u%9#Q()2#!-!<%4#+1A8#(>4$&!>#6$0-@#7%0>1(8%(>+(8#0/F7#,%>##($#8#*f&.+-4";

/* What characters are in lower case, and without their accents (the first character of their canonical decomposition),
 * by the same script. A run is three numbers: how far it begins after the end of the last one, 2 x its length + 1 if it
 * is every other character, and where its first one maps (how far above, or ~ below, zigzag: 0, -1, 1, -2...). The
 * others map as far away, in infer__char_base to the same. A number is base-32 digits, then one base-59 digit. */
static const char *const infer__char_lower[] = {
    "#Ix#H#nr#HDQ#HeuEDE(oDJEETEEsEDE&HCJEFE)JCHEDE(~CEEDG(|CEEEE$lCE(vCE(xCEEDE(|CE)DDE)LCE)HCEEFE)LCE)PDE)RCJEDE)ZCEE"
    "DE)ZEEEDE)ZCEEDG)XCHEDE)]CEEFEEJEGCEEDEGCEEDEGCVEEVEEEGCHEDE%SCE#xCmEDE&ZDVEJE-/{CEEDE'bCE-/uEEEDE(gCE$WCE$[CNE&yH"
    "EFEEKE%{IE#TDI#RDE$MDG$KDf#HDU#HgESK]EHE$DEEEDEPCEEEI&ZCd$nC#H#HtgEL{EDEbCREE#jEE#T#i#2}#T)8QDE)8QHE)8Q.Q$n#+']COS"
    "#'V#_%'|EI%'|']$eELE*$JD#jELSRKORMSRKSRKORNLRKSR[SRKSRKSRKGRCG$aCETNK$yCETNGRCG%YOGRCG%rCEPNG&VCG&RCET'EE)AsFE*>LC"
    "E*:FIE|qddVEE/wxxBN#i#itEEDE-.LCE&#SCE--hEJEDE-/[CE-.XCE-/bCE-/`DEEEEEKG-0gC#nEKHEGEE20VsEVaE$TREF#GEMHEDE#'/lCNEG"
    "EEDE#.;OEHEFXEDE#.<LCE#.<cCE#.<ZCE#.<FCE#.<LDE#.:_CE#.;SCE#.:eCEB_CTEDE#hCE#.<JCE#'1^CHEIEEHHE`EE-<Px#H6m#X#X$U#P#"
    "X$jY#VDb#VDQ#VDG#VAC#o$M#5p#H#H-4~#H#H26G#L#L",
    NULL};
static const char *const infer__char_base[] = {
    "%RO&TDE&_CK&]CK&]DE&]CM&]EK&_CE&_EO&TDE&_CK&]CK&]DE&]CM&]EK&_CH&_CE(_CE'[CE(cCE'`CE(gCE'dCE(gCE'dCE(kCE'hCE(oCE'lC"
    "E(sCE'pCE(uCE'rEE({CE'xCE)CCE'|CE)GCE(DCE)KCE(HCE)OCE(LCE)OCE(LCE)SCE(PCE)WCE(TCE)[CE(XCE)^CE(ZEE)dCE(aCE)hCE(eCE)"
    "lCE(iCE)pCE(mCE)tFE)zCE(wCE)|CE(yDE*DCE(}CE*HCE)ECE*LCE)IGE*TCE)QCE*XCE)UCE*]CE)YFE*eCE)bCE*iCE)fCE*mCE)jEE*oCE)lC"
    "E*sCE)pCE*wCE)tCE*yCE)vCE*}CE)zCE+ECE)~CE+ICE*FCE+KCE*HCE+OCE*LEE+UCE*RCE+YCE*VCE+^CE*ZCE+bCE*_CE+fCE*cCE+jCE*gCE+"
    "jCE*gCE+jCE*gCE+nCE+nCE*kCE+rCE*oCE+vCE*seE-[CE,XPE-nCE,k`E/[CE.XCE/OCE.LCE/GCE.DCE.{CE-xCE/CCE-|CE/GCE.DCE/KCE.HC"
    "E/OCE.LDE/~CE.{CE0FCE/CCE+hCE*eEE0FCE/CCE/~CE.{CE/zCE.wCE/~CE.{CE#vCE'cCE/OFE0cCE/`EE0]CE/YCE0{CE/xCE,aCE+^CE+|CE*"
    "yCE1KCE0HCE1OCE0LCE1KCE0HCE1OCE0LCE1KCE0HCE1OCE0LCE1GCE0DCE1KCE0HCE1ICE0FCE1MCE0JCE1KCE0HCE1OCE0LCE1WCE0TCE1YCE0VE"
    "E1zCE0wIE2]CE1YCE2XCE1UCE2HCE1ECE2LCE1ICE2PCE1MCE2TCE1QCE2DCE0}&dE$LCE$LDE#hCE$DsE(VLE>TIE:uCEYCE:ZCE^CE`CEbDEjDEr"
    "CExCE#Z]EeCENCEMCESCEUCEWCEn]EeCENCE]CERCELGGDoGnDEdFEDGE`CEYCEnMEDcEDYGyDE#GFEDGE#KCE#QCEyZEFCEF#QE'rCE&oPE(aCE'^"
    "CE(eCE'bEE(cCE'`EEFCEFCE(mCE'jCE(oCE'lEE(uCE'rCE(yCE'vCE(qCE'nEEFCEFCE(_CE'[CE(wCE'tCE({CE'xCE)CCE'|CE({CE'xEE({CE"
    "'x'DGMCE#PCEGCE#P$gEnDEDSED,JEDJEDEEDgE$RCE$RCE$RCE$JCE#~CE#~CE#nCE#h#tGJRE#~CE#~DE#h#[EDEEGfE$RCE$RCE$JEE#n%|EDEG"
    "JRE#~CE#~zEFyEJCEJCEN$HEF$DEDIGDDGJ$KEJCEJCEN$ZHDCGJ(EEDLEDGEDGEDGEDOE#YLHFCE$EDE$CKEcTEDLEDGEDGEDGEDOE#Y#uED#1MED"
    "DEDDEDDEDDEDFEDlEDDEDEEFCEFDED-wE*$JCE*#GCE*$LCE*#ICE*$PCE*#MCE*$TCE*#QCE*$VCE*#SCE*$XCE*#UCE*$]CE*#YCE*$aCE*#^CE*"
    "$eCE*#bCE*$iCE*#fCE*$kCE*#hCE*$oCE*#lCE*$sCE*#pCE*$wCE*#tCE*${CE*#xCE*$}CE*#zCE*%CCE*#|CE*%ECE*#~CE*%ICE*$FCE*%MCE"
    "*$JCE*%QCE*$NCE*%UCE*$RCE*%WCE*$TCE*%[CE*$XCE*%[CE*$XCE*%`CE*$]CE*%dCE*$aCE*%fCE*$cCE*%jCE*$gCE*%nCE*$kCE*%rCE*$oC"
    "E*%tCE*$qCE*%xCE*$uCE*%|CE*$yCE*%~CE*${CE*&FCE*%CCE*&JCE*%GCE*&NCE*%KCE*&PCE*%MCE*&TCE*%QCE*&XCE*%UCE*&]CE*%YCE*&_"
    "CE*%[CE*&cCE*%`CE*&cCE*%`CE*&gCE*%dCE*&kCE*%hCE*&oCE*%lCE*&qCE*%nCE*&uCE*%rCE*&yCE*%vCE*&}CE*%zCE*'ECE*%~CE*'GCE*&"
    "DCE*'KCE*&HCE*'OCE*&LCE*'SCE*&PCE*'UCE*&RCE*'YCE*&VCE*'^CE*&ZCE*'bCE*&_CE*'fCE*&cCE*'hCE*&eCE*'lCE*&iCE*'nCE*&kCE*"
    "'rCE*&oCE*'vCE*&sCE*'zCE*&wCE*'~CE*&{CE*(DCE*&}CE*(HCE*'ECE*(JCE*'GCE*(LCE*'ICE*(PCE*'MCE*(TCE*'QCE*'xCE*'bCE*'^CE"
    "*'[DE)>gGE*)dCE*(aCE*)hCE*(eCE*)lCE*(iCE*)pCE*(mCE*)tCE*(qCE*)xCE*(uCE*)|CE*(yCE**DCE*(}CE**HCE*)ECE**LCE*)ICE**PC"
    "E*)MCE**TCE*)QCE**PCE*)MCE**TCE*)QCE**XCE*)UCE**]CE*)YCE**aCE*)^CE**eCE*)bCE**iCE*)fCE**mCE*)jCE**iCE*)fCE**mCE*)j"
    "CE**eCE*)bCE**iCE*)fCE**mCE*)jCE**qCE*)nCE**uCE*)rCE**yCE*)vCE**}CE*)zCE*+ECE*)~CE*+ICE**FCE*+MCE**JCE*+QCE**NCE*+"
    "UCE**RCE*+MCE**JCE*+QCE**NCE*+UCE**RCE*+YCE**VCE*+^CE**ZCE*+bCE**_CE*+fCE**cCE*+bCE**_CE*+fCE**cCE*+jCE**gCE*+nCE*"
    "*kIS).}CS)0VCO)/YEO)0oES)/vCS)1OCS)0VCS)1lCO)0kEO)2DES)1CDL)2ZCS)1[CS)2qCG)2qCG)2mCG)2mCG)2mCG)2eCG)2]CG)2XES)3UCS"
    ")4kCS)3jCS)5CCS)3fCS)4{CM)4{DG)5KCM)6TDE)5KEE*/vCI)5WDG)5`CG)6mCI)6mCI_CK)5pEG)5|CK)7IDI#JCK)5xCG)6LCG)6HCK)7QCE)7"
    "bCG*1WCE*3vEI)6XDG)6aCG)7~CI)7nCE*1`EEGCEG&|E)BxFE*@QCE*@h#wEVCETUEwbEICEOCEIxEDGEDEEDZEDDED^ELEEDEEFDEDYE+*PDEDME"
    "#GCE+*oCE+*mCEZCEZEEFCEFEEFCEFIENCENEEFCEFEEFCEFfEVCELCELCEJtE%YCE%YCE$oCE$oIE#xCE#xCE#xCE#x#CE%1mCE%1m##YEE9fEDDE"
    "DDEDDEDDEDDEDDEDDEDDEDDEDDEDDEDEEDDEDDEDIGDDGDDGDDGDDGDYE$iLEDPEDDEDDEDDEDDEDDEDDEDDEDDEDDEDDEDDEDEEDDEDDEDIGDDGDD"
    "GDDGDDGDYE$iEERCERCERCERFED27n5{#,#GC5{#,6}C5{#-*wC5{#->qC5{#.2kC5{#/&eC5{#/:_C5{#0.XC5{#1!RC5{#16LC5{#2*FC5{#2=|C"
    "5{#31vC5{#4%pC5{#49jC5{#5-dC5{#5B^C5{#65WC5{#7)Q&2pE@1^CE#)5[CE>;pCE@-OCE#'1SCE#0,ZCE#.:}CG:)|CE#-,DCE=BpCE#.,}CE#"
    "-,]CE#*BKCE#%/nCE#!AmCEB&XCEA9dCEA.sCE>,}CE#(;dCE#'AmCE#&ARCE#&&HCEB8FCE>%pCE;;rCE#0*]CE#.@bCE#(3ICE#&5hCEB'`CE:7p"
    "CE#,*LCE#'(oCEB*wCEA+pCE#*:sCE#!-UCEA6wCE#+=fCE#)5fCE#'>oCE#&.]CE>+lCE#0!PCE#//QCE#/%SCE#*)~CE#(5^CE#&6kCE#%,mCE#!"
    "=pCEB)dCEB&kCE@$}CE<4iCE;/xCE:9vCE#$>mCE#$6aCE##2mCEB=SCE=9KCE:5dCE@ANCE#-1tCE#+<cCE##=rCE#!:HCE#&4eCE#$=CCE@/pCE<"
    "7OCE#-2VCE#,3jCE#(<wCE#'<JCE#'1lCE##7KCE##.PCE<=UCE#/&wCE#!:JCE#//SCE#//"
    "vCE#$2FCE##2eCEB<sCE<<LCE@;SCE#*<]CE#(=~CE",
    "@@rCE#0/MCE#,8aCE#+4XCE#&+dCE#%;CCE#/%ICE#$<VCE#0!NCE#+8JCE#00}CE#(&NCE#*%tCE##8aCE#.@dCE#-7hCE#%-rCEB:eCEA#QCE#(/"
    "pCE>7nCE#((uCE#*;jCE#!&uCE#*6PCE#%<FCE#0,FCE#/4ZCE#/1MCE#),FCE##;GCE#!+ICEA!XCE>%pCE#/'OCE#.;|CE#-.{CE#+@`CE#*$HCE"
    "#'+[CE#$;vCE=$_CE;;YCE:7MCE:5WCE#/*iCE#);jCE#(2}CE>;UCE#,#|CE#+)CCE#+%QCE#*.mCE#'3UCE#&AmCE#&$cCE#$6}CE##2wCE#!=YC"
    "E>=nCEB6]CE>5OCE=9xCE#//nCE#/+CCE#.8sCE#'%`CEA5^CEA${CE#+BpCE#+7hCE#*9GCE#(1|CE#$!RCE#&.cCE#0+xCE#.%rCE#,;ECE#,+QC"
    "E#+6gCE#&,kCE#&&aCE##%[CE#!@hCE>$FCE<:sCE<8FCE<1ECE#0&kCE#$9ECE>(gCE<=ICE#+0XCE#0/lCE#/;bCE#,;[CE#,8mCE#*'fCE#(BWC"
    "E#&=nCE#%7ICEB7WCE>3fCE:0wCE#)@nCE=!RCE#/-UCE#)7fCE#)3dCE#(%dCE#'9tCE#&*qCE#%@[CE#%$sCE##<cCE</hCE#/7SCE#+%zCE<ANC"
    "E#0!TCE#,2JCE#'APCE>@nCE#+=CCE#+.HCE#)2yCE#&/lCE<ADCE#/1UCE#.AwCE#,8eCE#*$gCE#)9|CE#).RCE#()bCE#&+lCE#%;fCE##(ZCEA"
    "7[CEA6uCE>)`CE<=YCE#/(XCE#'9zCE#.AyCE#&@OCE#&'ICEB0TCE<@pCE;.TCE::cCE#)8JCE#(!VCE#!3tCE#$1fCE#$.oCE#$!PCE#&7`CE#'*"
    "NCEA!JCE#0/~CE#!(qCE#/1xCE#/3jCE#,&LCE#*B|CE##ARCE#,B[CE#((oCE#)A]CE>AqCEA<}CE=#`CEA2PCE#,$}CE#/:sCE#.3rEE#-=UDE#*"
    "#CEE#/5pCE#&4uCE#%5[CE#$APCE#$@ICE#$>yCE#$=bCE<;KCE##B|CE##'~DEB1IDEA&kEE>9OCE>2eFE<-pCE<-WCE<+xCE;$_CE>3xCE<BMCE#"
    "0)jCE#/@GCE#/;jCE#/.sCE#/-zCE#/*RCE#.6XCE#.2uCE#./dCE#-@fCE#-<HCE#,;nCE#,;[CE#+7^CE#+0TCE#+/ECE#++lCE#*.cCE#*)fCE#"
    "*#lCE#)2qCE#('xCE#(!ZCE#'9`CE#'%fCE#&@OCE#&.NCE#%'pCE#$BzCE#$BfCE#$BjCE#$B[CE#$BQCE#$BECE#$@^CE#$@^CE#$9^CE#$7SCE#"
    "$,aCE##9[CE##8oCE##6wCE##,eCE##'hCE#!7ICG#!2ZCE#!!RCEA9UCEA4sCEA(cCEA&kCE@8sCE@7ECE>@tCE>;^CE<BhCE<8DCE<6DCE#+:FCE"
    "$;$rCE#!6PEE#09ICE#/:RCE#/<yCE#0-`CE#/>LCE#/<NCE#/1KCE#//^CE#.8gCE#.;GCE#.8sCE#.6XCE#-A}CE#-=~CE#-9ICE#-8gCE#-/`CE"
    "#-(sCE#,)ECE#,(uCE#,#~CE#+BnCE#+7hCE#+3jCE#+6FCE#+1dCE#+3KCE#+.PCE#+,DCE#*>aCE#*;dCE#*9pCE#*0}CE#*'UCE#)BtCE#)BnCE"
    "#)@pCE#(;xCE#(9nCE#(,aCE#'>iCE#'@OCE#'<TCE#'3rCE#'(]CE#%2_CE#&BpCE#&=jCE#&9bCE#&._CE#&)^CE#&'lCE#%AFCE#%ADCE#%:RCE"
    "#%9nCE#%8yCE#%6DCE#%6ZCE#%)CCE#$8gCE#$/^CE#$)KCE##BfCE##<]CE##1SCE##*eCE#!-|CE#!(kCEB)~CEA:eCEA8RCEA7pCEA-nCEA+tCE"
    "A-YCEA+fCEA+nCEA,VCEA)rCEA'GCE@:LCE@'OCE><gCE>2iCE>+MCE=(TCE=$uCE<A}CE<<aCE<;UCE<:{CE<9WCE;AoCE:9YCE$3:QCE$3:CCE$6"
    ">WCE#5=SCE#46]CE#45WCE$@&`CE$BBsCE%+(zCE:<oCE::P#KE$$2ZDE$$1hMK$$2TCI$$3SCE$$3WCE$$3WCE$$3WCE$$3WCE$$3WCE$$3WDE$$3"
    "WCE$$3WCE$$3WCE$$3WCE$$3WDE$$3WDE$$3WCE$$3WDE$$3WCE$$3WDE$$3WCE$$3WCE$$3WCE$$3WCE$$3WCE$$4HCE$$4RCE$$3|CE$$3l$>ZED"
    "DEDQEN$OEICEI+KGJ(OGFDEL&REFCEF1JEH:BCEPCOP#_EFCEFCEJCEJCENCEN#)>oE':>TCE':>aCE':>PCE$$AZCE':4eCE':1|CE':1dCE':/MC"
    "E':+KCE':*JCE':'bCE':(XCE'B=ECE$#4cCE':$NCE':#~CE':#`CE':!wCE$#>ZCE'B<XCE':#bCE':!RCE$#<{CE'9B~CE'9BfCE'::TCE'9BYC"
    "E'9BICE=9OCE'9@CCE'9>eCE'B;`CE'9<oCE'9<ZCE'9:{CE'9:sCE'B9tCE'98LCE'98JCE'97QCE'96cCE'96NCE'96NCE'95jCE'93~CE'93pCE"
    "'93`CE'92kCE'92XCI'92VCE$!3hCE'17UCE'9/|CE'9/SCE$!)OCE'9.{CE'9.qCE'9.HCE'9(}CE'9,_CE'9+|CE'9*yCE'9(}CE'9&LCE'9%UCE"
    "'9#GCE'9!eCG'8B`CE'8AuCE'8ARCE'8ADCE'8@dCE'84FCE'8=UCE'84HCE'8:uCE'89lCE'9AJCE'8$RCE'8.FCE'8,sCE'8+~CE'80]CE'8*sCE"
    "'8*wCE'8&oCE#@7vCE'8$]CE'8$TCE'8#tCE'8#MCE'8!{CE'7AsCE#@(qCE#@&eCE'7<PCE'7:kCE'7:TCE'7=CCE'78PCE'B,FCE'B+hCE'72uCG"
    "'71ECE#>.FCE'7,iCE'7+|CE'7+`CE'7+ICE#>!uCE'7*qCE'7*eCE'6-|CE'7)lCE'B'fCE'7'jCE'7'OCE'7$_CE'7&PCE#=*yCE'6AJCE#=*yCE"
    "'6>oCE'6>wCE'6>VCE'6:{CE'6:{CE'B!JCE'6:HCE'68kCE'67~CE'66cCE'AAeCE#<+|CE'A@pCE'64RCE'64NCE'64JCE'63`CE9#bCE'61rCG#"
    ";=jCE'-!FCG'60mCE'A=hCE#77ICE#*>JCE'6.mCE'6.]CE'A<uCE'6,yCE'6+OCE'6*yCE'6)rCE'6%OCE'A:HCE'A;KCE'6$kCE#:>oCE'6#CCE'"
    "5>kCE'5>eCE'5>cCE'5>iCE'5=ICE'5<_CE'5;SCE'5;rCE'5;^CE'59xCE'59QCE'59KCE'58TCE'57|CE'55pCE'52{CE'51rCE'5-hCE#9:sCE'"
    "5.VCE'50eCE'5,{CE'5,FCE'5(sCE#93QCE'5&qCE'5)|CE'5*{CE'A2{CE'5$aCE'5#tCE'5!sCE'5$JCE'A1CCE'4<wCE'4;zCE#80HCE'47|CE'"
    "4.gCE'44eCE'A+YCE'42NCE'A,DCE'A-SCE':(aCE':(]CE'4.gCE'42DCE'-/vCE'=@pCE'4-|CE'4-vCE'4-lCE'4+jCE'4,FCE#70]CE'A*TCE'"
    "4&aCE'4*aCE'4#fCE'3BxCE#7*wCE'3BjCE'4%^CE'3=MCE'A'pCE'3;lCE'38]CE'36FCE'3/jCE#67~CE'3-~CE'A#tCE'3+lCE#6&iCE'3*DCE'"
    "A!JCE'3)GCE'3'fCE'3&mCE'3&mCE#56ZCE#=6aCE#52qCE'2BvCE#5#fCE'2>HCE'2=jCE'2BKCE'2;QCE'29zCE'28DCE'29xCE'28eCE'"
    "28HCE'",
    "27lCE#4AiCE'2:aCE'22DCE'2/zCE'@;MCE'2,uCE'2-CCE#42JCE'24FCE'2'^CE#4-^CE#4+vCE'2$eCE'1AmCE'1BjCE'1BrCE'@8PCE'1ARCE'"
    "1>eCE'1>sCE'1=CCE$$'GCE'17zCE#33lCE'15ECE#3(iCE'10XCE'1/|CE'1/GCE#24RCE'1-bCE'1,uCE#2*LCE#2!iCE'1%MCE'1$iCE'@/`CE'"
    "1#tCG'@/KCE'0>]CE'0=pCE'0=GCE'0<]CE'0:JCE'@,DCE'07KCE#0@QCE'06VCE#0<NCE'04mCE#<0}CE'0/WCE#/BrCE#/BECE#/<VCE'@$qCE'"
    "@$ZCE'0'tCE#/6cCE#/6gCE#/5UCE#/4_CE'0&eCG'0&eCE'0%MCE'@#GCE'0#ECE'@!mCE'>ADCE#.;`CE'/<eCE'/:aCE'/8XCE'>=fCE#.)~CE'"
    "/3rCE#.&JCE#.$mCE'/1|CE'/.wCE'>;QCE'/,FCE'/+pCE'/+hCE#--YCG#-#SCE'/&XCE'>4XCE#,:gCE'.@KCE'.@GCE'>3QCE#,3bCE'.6NCE'"
    ">/QCE'.5bCE'.5nCE'.4qCE#+9`CE'.1`CE'>,LCE'..LCE'.,NCE'.)|CE'>*eCE#+!wCE#*BvCE'>)[CE#*<}CE'-@lCE#*9hCE'->uCE'-;^CE'"
    "-;ICE#*+rCE#*)WCE'-8JCE#*$yCE'-7jCE#79WCE'>%jCE'-5bCE'-2sCE'>#zCE'-0wCE'7@UCE#)3xCE#)3^CE#77xCE#77hCE'-*_CE'-*ZCE'"
    ")4ZCE'=BCCE'-%nCE'-%|CE'-%YCE':%OCE'-$qCE'-$oCE'-$]CE'-#GCE#(5WCE'-#MCE',BUCE',>}CE',<aCE',BOCE',<DCE',:iCE',6wCE'"
    ",@nCE',;nCE',;lCE',;MCE#(-UCE#(!wCE#('~CE'=;WCE',1|CE',1zCE',0qCE#&+rCE',.NCE#'3zCE'=9xCE'=9rCE#'/bCE#'%pCE'=9dCE'"
    ",&]CE',&FCE',%nCE',%lCE',#dCE',$mCE'+ANCE'+BnCE'+<iCE'+@[CE'+=MCE'+<TCE'=6VCE'+9SCE'+8PCE'=5SCE'+5GCE'+5CCE#%5~CE'"
    "+1KCE'+0{CE'=3^CE'+0FCE(!+MCE#%!]CE#$<PCE'=.}CE'=.mCE'*B|CE'*@YCE'*:HCE'*3QCE##ANCE'*0ZCE'*/lCE'*,kCE'*)fCE##*]CE$"
    "#4gCE'*&uCE'*'YCE'*%jCE$#-WCE')=~CE'):iCEB1ICEB0PCE').{CE')+tCE')*qCEB%`CE')*aCE'(AwCE'(;bCE'(;bCE'(>kCE'(1rCE'(0w"
    "CE@<JCE'($RCE'<7`CE'(!uCE@/WCE'<4uCE''9vCE'7)ICE''6kCE>.aCE>'UCE'<0]CE'<0NCE''0]CE=6iCE'<.RCE=1|CG''/ICE''.LCE=(VC"
    "E'''|CE'<*JCE''%hCE'&BYCE'&AaCE'&>aCE'<%ECE;9GCE'&5QCE'&+ECE'&$kCE';<cCE';;bCE'%BMCE:(eCE';;QCE:&qCE9=tCE99[CE'%5v"
    "CE';8PCE'%3tCE'%3lCE'%3`CE'%3MCE'%2}CE'%1pCE8;z",
    NULL};

/* Fills `ranges` with start << 3 | class of each run; returns how many there are (ranges may be NULL). */
static int infer__char_ranges(uint32_t *ranges) {
    int n = 0;
    uint32_t start = 0, length = 0;
    for (const char *p = infer__char_runs; *p; p++) {
        uint32_t code = (uint32_t)(*p - '!' - (*p > '"') - (*p > '?') - (*p > '\\'));
        length = code < 16 ? length * 16 + code : length * 10 + (code - 16) % 10;
        if (code < 16) continue;
        if (ranges) ranges[n] = start << 3 | (code - 16) / 10;
        n++, start += length, length = 0;
    }
    return n;
}

static bool infer__is_space(uint32_t c) { /* Unicode's White_Space */
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

typedef struct infer__char_map {
    uint32_t first, last, stride, to;
} infer__char_map;
/* The runs of infer__char_lower or infer__char_base; returns how many there are (maps may be NULL). */
static int infer__char_maps(const char *const *table, infer__char_map *maps) {
    uint32_t end = 0, three[3] = {0, 0, 0};
    int n = 0, k = 0;
    for (const char *p = *table; p; p = p[1] ? p + 1 : *++table) { /* strings one after another: C has them short */
        uint32_t code = (uint32_t)(*p - '!' - (*p > '"') - (*p > '?') - (*p > '\\'));
        three[k] = code < 32 ? three[k] * 32 + code : three[k] * 59 + code - 32;
        if (code < 32 || ++k < 3) continue;
        uint32_t first = end + three[0], stride = 1 + (three[1] & 1);
        end = first + (three[1] / 2 - 1) * stride + 1;
        if (maps) {
            maps[n].first = first, maps[n].last = end - 1, maps[n].stride = stride;
            maps[n].to = first + (three[2] >> 1 ^ (0u - (three[2] & 1)));
        }
        n++, k = 0, three[0] = three[1] = three[2] = 0;
    }
    return n;
}
static uint32_t infer__char_map_to(const infer__char_map *maps, int n, bool same, uint32_t c) {
    const infer__char_map *m = maps;
    while (n > 1) {
        if (m[n / 2].first <= c) m += n / 2, n -= n / 2;
        else n /= 2;
    }
    return c < m->first || c > m->last || (c - m->first) % m->stride ? c : same ? m->to : m->to + (c - m->first);
}

/* `wanted`: those of the extra sets that matter. */
static uint32_t infer__char_set(const uint32_t *ranges, int n, uint32_t c, uint32_t wanted) {
    static const uint8_t by_class[8] = {
        0, INFER__LETTER, INFER__LETTER | INFER__CASED, INFER__NUMBER, INFER__PUNCTUATION, INFER__MARK, INFER__SYMBOL,
        0};
    int lo = 0;
    while (n - lo > 1) {
        int mid = lo + (n - lo) / 2;
        if (ranges[mid] >> 3 <= c) lo = mid;
        else n = mid;
    }
    uint32_t set = by_class[ranges[lo] & 7];
    if (infer__is_space(c)) set |= INFER__SPACE;
    if (c < 128) {
        set |= (c == '\r' || c == '\n') * (uint32_t)INFER__NEWLINE | (c == '\n') * (uint32_t)INFER__LF |
               (c == '\t') * (uint32_t)INFER__TAB | (c == ' ') * (uint32_t)INFER__BLANK |
               (c >= '0' && c <= '9') * (uint32_t)INFER__DIGIT | (c >= 'A' && c <= 'Z') * (uint32_t)INFER__UPPER |
               (c >= 'a' && c <= 'z') * (uint32_t)INFER__LOWER | (c == '`') * (uint32_t)INFER__BACKTICK |
               (c && strchr("$+<=>^~|", (int)c)) * (uint32_t)INFER__MATH;
    } else if (c == 0x200c || c == 0x200d) {
        set |= INFER__JOINER;
    }
    if (set & INFER__SPACE) wanted = 0;
    for (size_t i = 0; wanted >> INFER__EXTRAS && i < INFER__COUNT(infer__char_extras); i++)
        if (c >= infer__char_extras[i].first && c <= infer__char_extras[i].last)
            set |= infer__char_extras[i].set & wanted;
    return set & INFER__HAN ? set & ~(uint32_t)INFER__LETTER : set;
}

/* Bytes of a character by its first byte; a stray continuation byte counts as one. */
static size_t infer__utf8_length(char first) {
    uint8_t c = (uint8_t)first;
    return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Reads one character; what is none is U+FFFD, one byte long. Surrogates pass, as in llama.cpp. */
static size_t infer__utf8_read(const char *p, size_t n, uint32_t *out) {
    size_t length = infer__utf8_length(*p);
    uint32_t c = (uint8_t)*p;
    *out = c;
    if (c < 0x80) return 1;
    *out = 0xfffd;
    if (length == 1 || length > n || c >= 0xf8) return 1;
    c &= 0x7fu >> length;
    for (size_t i = 1; i < length; i++) {
        if (((uint8_t)p[i] & 0xc0) != 0x80) return 1;
        c = c << 6 | ((uint8_t)p[i] & 0x3f);
    }
    if (c > 0x10ffff || c < (length == 2 ? 0x80u : length == 3 ? 0x800u : 0x10000u)) return 1;
    *out = c;
    return length;
}
static size_t infer__utf8_size(uint32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }
static size_t infer__utf8_write(uint32_t c, char *out) {
    size_t n = infer__utf8_size(c);
    for (size_t i = n; i-- > 1; c >>= 6) out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xf0u) | c);
    return n;
}

/* How byte-level vocabularies write a byte as a character: printable Latin-1 as itself, the rest from U+0100 on. */
static uint32_t infer__byte_char(uint8_t b) {
    return b <= 0x20 ? b + 0x100u : b >= 0x7f && b <= 0xa0 ? b + 0xa2u : b == 0xad ? 0x143u : b;
}
static int infer__char_byte(uint32_t c) { /* -1: not the character of a byte */
    uint32_t b = c < 0x100 ? c : c <= 0x120 ? c - 0x100 : c <= 0x142 ? c - 0xa2 : 0xad;
    return infer__byte_char((uint8_t)b) == c ? (int)b : -1;
}

/* ---- pre-tokenizers: where a word ends that no merge may cross ---- */

/* A pre-tokenizer is a few passes, each of which cuts the pieces that the passes before it left: before and after
 * everything it finds. What the published regular expressions say, said with:
 *   RUN     `min` to `max` (0: any number of) characters of `set`; one of `lead` may stand before
 *   THIRDS  in a run of `set` every third place, counted from its end
 *   TAIL    the characters of `set` at the piece's end
 *   WORD    contractions, letters (`set`: with marks or without), numbers of at most `max` (0: any number of) digits,
 *           other characters, spaces: see infer__word */
enum { INFER__RUN = 1, INFER__THIRDS, INFER__TAIL, INFER__WORD };
/* clang-format off */
enum { /* rules of RUN, of THIRDS */
    INFER__NOT = 1 /* characters that are not of `set` */, INFER__EVEN = 2 /* an even number of them */,
    INFER__GLUE = 1 /* never where it begins, but where it ends */
};
enum { /* of WORD: all but the first change what Llama 3's words are */
    INFER__MODERN = 1 /* not GPT-2's words but Llama 3's */,
    INFER__SUFFIX = 2 /* contractions belong to the letters before */, INFER__WHOLE = 4 /* there are none */,
    INFER__CASE = 8 /* a word ends before a capital */, INFER__PHRASE = 16 /* single spaces may stand between letters */,
    INFER__PLAIN_MARKS = 32 /* marks are not among other characters */,
    INFER__SYMBOLS = 64 /* only punctuation and symbols are, and ASCII's lead ASCII's letters */,
    INFER__SLASH = 128, INFER__ONE_AFTER = 256, INFER__NONE_AFTER = 512 /* what may follow them: newlines and /... */,
    INFER__NEWLINE_ALONE = 1024, INFER__POWERS = 2048 /* spaces: by powers of two */
};
enum { /* of a vocabulary */
    INFER__IGNORE_MERGES = 1 /* a word that is a token is that token */,
    INFER__ADD_BOS = 2, INFER__NO_BOS = 4 /* defaults for the BOS token */,
    INFER__RAW = 8 /* on characters, not on bytes */, INFER__ESCAPE = 16 /* spaces are written U+2581 */,
    INFER__NEWLINES = 32 /* a word of newlines that is a token is that token */,
    INFER__MASK_STRIPS = 64 /* <mask> takes the spaces before it */,
    INFER__METASPACE = 128 /* every U+2581 begins a word, and every line has one */
};
/* clang-format on */
typedef struct infer__pass {
    uint8_t kind, min, max;
    uint16_t rules;
    uint32_t set, lead;
} infer__pass;

typedef struct infer__pre {
    const char *names; /* values of tokenizer.ggml.pre, spaces between */
    int flags;
    infer__pass passes[6];
} infer__pre;

/* clang-format off */
#define INFER__WORD_GPT2         {INFER__WORD, 0, 0, 0, INFER__LETTER, 0}
#define INFER__WORDS(max, rules) {INFER__WORD, 0, max, INFER__MODERN | (rules), INFER__LETTER, 0}
#define INFER__MARKED(max, rules) {INFER__WORD, 0, max, INFER__MODERN | (rules), INFER__LETTER | INFER__MARK, 0}
#define INFER__RUN_OF(min, max, set) {INFER__RUN, min, max, 0, set, 0}
#define INFER__EACH(set)         INFER__RUN_OF(1, 1, set)
#define INFER__RUNS(set)         INFER__RUN_OF(1, 0, set)
#define INFER__LED_RUNS(set)     {INFER__RUN, 1, 0, 0, set, INFER__SPACE}
#define INFER__BLOOM_WORDS       {INFER__RUN, 1, 0, INFER__NOT, INFER__SPACE | INFER__ENDS, INFER__BLANK}

static const infer__pre infer__pres[] = {
    {"gpt-2 phi-2 gigachat a.x-4.0 mellum exaone4 mpt olmo jais trillion granite-docling jina-es jina-de modern-bert "
     "jina-v1-en roberta-bpe", 0, {INFER__WORD_GPT2}},
    {"jina-v2-es jina-v2-de jina-v2-code", INFER__MASK_STRIPS, {INFER__WORD_GPT2}},
    {"llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano",
     INFER__IGNORE_MERGES | INFER__ADD_BOS, {INFER__WORDS(3, 0)}},
    {"dbrx smaug-bpe", 0, {INFER__WORDS(3, 0)}},
    {"chatglm-bpe glm4 glm5", INFER__NO_BOS, {INFER__WORDS(3, 0)}},
    {"minicpm5", INFER__IGNORE_MERGES, {INFER__RUN_OF(1, 3, INFER__NUMBER), INFER__WORDS(0, 0)}},
    {"jais-2", 0, {INFER__WORDS(3, INFER__POWERS)}},
    {"qwen2 deepseek-r1-qwen kormo f2llmv2 stablelm2 hunyuan solar-open megrez grok-2 bailingmoe bailingmoe2 llada-moe",
     0, {INFER__WORDS(1, 0)}},
    {"laguna", 0, {INFER__RUNS(INFER__LF), INFER__WORDS(1, 0)}},
    {"seed-coder", 0, {INFER__WORDS(1, INFER__NONE_AFTER)}},
    {"ufakzeka", 0, {INFER__WORDS(1, INFER__WHOLE)}},
    {"exaone-moe", 0, {INFER__WORDS(1, INFER__PHRASE | INFER__SLASH | INFER__ONE_AFTER)}},
    {"qwen35", 0, {INFER__MARKED(1, INFER__PLAIN_MARKS)}},
    {"tekken", INFER__IGNORE_MERGES | INFER__ADD_BOS, {INFER__WORDS(1, INFER__WHOLE | INFER__CASE | INFER__SLASH)}},
    {"gpt-4o llama4 kanana2 talkie minimax-m2", 0, {INFER__WORDS(3, INFER__SUFFIX | INFER__CASE | INFER__SLASH)}},
    {"granite-embed-multi-97m", INFER__IGNORE_MERGES, {INFER__MARKED(3, INFER__SUFFIX | INFER__CASE | INFER__SLASH)}},
    {"tiny_aya cohere2moe", 0, {{INFER__THIRDS, 0, 0, INFER__GLUE, INFER__NUMBER, 0},
                                INFER__MARKED(3, INFER__SUFFIX | INFER__SLASH)}},
    {"youtu", INFER__IGNORE_MERGES, {INFER__RUNS(INFER__HANGUL), INFER__RUNS(INFER__STOPS), INFER__RUNS(INFER__BOPOMOFO),
                                     INFER__RUNS(INFER__KANA_HAN), INFER__MARKED(1, INFER__SUFFIX | INFER__SLASH)}},
    {"kimi-k2", 0, {{INFER__WORD, 0, 3, INFER__MODERN | INFER__SUFFIX, INFER__LETTER, INFER__HAN}}},
    {"k2-horizon", 0, {{INFER__WORD, 0, 3, INFER__MODERN, INFER__LETTER | INFER__MARK | INFER__JOINER, 0}}},
    {"deepseek-v3 hunyuan-dense joyai-llm hy_v4", 0, {INFER__RUN_OF(1, 3, INFER__NUMBER), INFER__RUNS(INFER__KANA_HAN),
                                                      INFER__MARKED(0, INFER__SYMBOLS)}},
    {"spark2_5", 0, {INFER__RUN_OF(1, 3, INFER__NUMBER), INFER__RUNS(INFER__KANA_HAN),
                     INFER__MARKED(0, INFER__SYMBOLS | INFER__NONE_AFTER | INFER__NEWLINE_ALONE),
                     INFER__EACH(INFER__NUMBER)}},
    {"afmoe", 0, {{INFER__THIRDS, 0, 0, INFER__GLUE, INFER__NUMBER, 0}, INFER__RUNS(INFER__ASIAN),
                  INFER__MARKED(0, INFER__SYMBOLS)}},
    {"superbpe", 0, {INFER__RUNS(INFER__NUMBER), {INFER__THIRDS, 0, 0, 0, INFER__DIGIT, 0}}},
    {"smollm starcoder refact command-r codeshell exaone minerva-7b mellum2", 0,
     {INFER__EACH(INFER__NUMBER), INFER__WORD_GPT2}},
    {"chameleon", INFER__ADD_BOS,
     {INFER__EACH(INFER__TAB | INFER__LF), {INFER__RUN, 2, 4, INFER__EVEN, INFER__BLANK, 0}, INFER__EACH(INFER__NUMBER),
      INFER__EACH(INFER__PUNCTUATION | INFER__MATH | INFER__BACKTICK), INFER__WORD_GPT2}},
    {"falcon", 0, {INFER__RUNS(INFER__PUNCTUATION | INFER__MATH | INFER__BACKTICK), INFER__WORD_GPT2,
                   INFER__RUN_OF(3, 3, INFER__DIGIT)}},
    {"default", 0, {INFER__RUNS(INFER__PUNCTUATION | INFER__MATH), INFER__WORD_GPT2, INFER__RUNS(INFER__NUMBER),
                    INFER__RUN_OF(3, 3, INFER__DIGIT)}},
    {"deepseek-llm", 0, {INFER__EACH(INFER__NEWLINE), INFER__LED_RUNS(INFER__CASED), INFER__LED_RUNS(INFER__WIDE),
                         {INFER__TAIL, 0, 0, 0, INFER__SPACE, 0}, INFER__RUNS(INFER__CJK), INFER__RUNS(INFER__NUMBER)}},
    {"deepseek-coder", 0, {INFER__EACH(INFER__NEWLINE), INFER__LED_RUNS(INFER__LETTER),
                           INFER__LED_RUNS(INFER__PUNCTUATION), INFER__RUNS(INFER__CJK), INFER__EACH(INFER__NUMBER)}},
    {"bloom poro-chat gpt3-finnish", 0, {INFER__BLOOM_WORDS}},
    {"viking", 0, {INFER__BLOOM_WORDS, INFER__EACH(INFER__NUMBER)}},
    {"gemma4 granite-embed-multi-311m", INFER__RAW | INFER__ESCAPE | INFER__NEWLINES | INFER__ADD_BOS,
     {INFER__RUNS(INFER__LF)}},
    {"mmbert", INFER__RAW | INFER__ESCAPE | INFER__NEWLINES | INFER__METASPACE, {INFER__RUNS(INFER__LF)}},
    {"sarvam-moe", INFER__RAW | INFER__ESCAPE, {INFER__RUNS(INFER__LF)}},
    {"whitespace", INFER__RAW, {INFER__RUNS(INFER__SPACE)}},
};
/* clang-format on */

typedef struct infer__char {
    uint32_t c, set;
    bool cut; /* a word begins here */
} infer__char;

#define INFER__IS(i, what) ((i) < n && (c[i].set & (what)))

static size_t infer__contraction(const infer__char *c, size_t n, uint32_t fold) { /* 0: none */
    if (n < 2 || c[0].c != '\'') return 0;
    uint32_t a = c[1].c | fold, b = n > 2 ? c[2].c | fold : 0;
    if (a == 's' || a == 't' || a == 'm' || a == 'd') return 2;
    return (a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l') ? 3 : 0;
}

/* The length of the word at c[0], n > 0 characters before the piece ends; 0 if there is none. GPT-2's expression is
 *   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * and Llama 3's, where any one character may lead the letters,
 *   (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
 * With CASE the letters are [A-Z and letters of others]*[a-z and letters of others]+, or capitals alone. */
static size_t infer__word(const infer__char *c, size_t n, const infer__pass *pass) {
    unsigned rules = pass->rules, modern = rules & INFER__MODERN;
    uint32_t letters = pass->set, other = INFER__SPACE | INFER__LETTER | INFER__NUMBER | INFER__HAN;
    if (rules & INFER__PLAIN_MARKS) other |= INFER__MARK;
    if (rules & INFER__SYMBOLS) other = INFER__PUNCTUATION | INFER__SYMBOL;
    size_t space = c[0].c == ' ', newline = 0, i, k;
    if (!(rules & (INFER__SUFFIX | INFER__WHOLE | INFER__SYMBOLS)) && (i = infer__contraction(c, n, modern ? 0x20 : 0)))
        return i;
    if ((rules & INFER__SYMBOLS) && c[0].c < 128 && (c[0].set & other) && INFER__IS(1, INFER__UPPER | INFER__LOWER)) {
        for (i = 2; INFER__IS(i, INFER__UPPER | INFER__LOWER);) i++;
        return i;
    }
    for (i = 0; INFER__IS(i, INFER__HAN);) i++;
    if (i) return i;
    uint32_t barred = INFER__NEWLINE | letters | (rules & INFER__SYMBOLS ? other : (uint32_t)INFER__NUMBER);
    size_t lead = modern ? !(c[0].set & barred) : space;
    if (rules & INFER__CASE) {
        for (i = lead; INFER__IS(i, letters) && !(c[i].set & INFER__LOWER);) i++;
        for (k = i; INFER__IS(k, letters) && !(c[k].set & INFER__UPPER);) k++;
        while (k == i && k > lead && (c[k - 1].set & INFER__UPPER)) k--, i--;
        /* that left nothing but capitals: all of them */
        for (i = k; k == lead && INFER__IS(i, INFER__UPPER);) i++;
    } else {
        for (i = lead; INFER__IS(i, letters) ||
                       ((rules & INFER__PHRASE) && i > lead &&
                        (INFER__IS(i, INFER__MARK) || (INFER__IS(i, INFER__BLANK) && INFER__IS(i + 1, letters))));)
            i++;
    }
    if (i > lead) return i + (rules & INFER__SUFFIX ? infer__contraction(c + i, n - i, 0x20) : 0);
    lead = modern ? 0 : space;
    for (i = lead; INFER__IS(i, INFER__NUMBER) && (!pass->max || i < pass->max);) i++;
    if (i > lead) return i;
    for (i = space; i < n && !(c[i].set & other) == !(rules & INFER__SYMBOLS);) i++;
    if (i > space) {
        uint32_t after = INFER__NEWLINE;
        for (k = 0; modern && !(rules & INFER__NONE_AFTER) && !(k && (rules & INFER__ONE_AFTER)) &&
                    (INFER__IS(i, after) || ((rules & INFER__SLASH) && i < n && c[i].c == '/'));
             k++)
            i++;
        return i;
    }
    for (i = 0; INFER__IS(i, INFER__SPACE); i++)
        if (c[i].set & INFER__NEWLINE) newline = i + 1;
    if ((rules & INFER__NEWLINE_ALONE) && (c[0].set & INFER__NEWLINE)) return 1;
    if (modern && newline && !(rules & INFER__NEWLINE_ALONE)) return newline;
    if (i && (rules & INFER__POWERS)) {
        for (k = 512; k > 1 && k > i - (i < n);) k /= 2;
        return k;
    }
    return i > 1 && i < n ? i - 1 : i; /* the last space before a word belongs to it */
}

static size_t infer__run(const infer__char *c, size_t n, const infer__pass *pass) { /* 0: none at c[0] */
    bool no = pass->rules & INFER__NOT;
    size_t lead = (c[0].set & pass->lead) && n > 1 && !(c[1].set & pass->set) == no, i = lead;
    while (i < n && !(c[i].set & pass->set) == no && (!pass->max || i - lead < pass->max)) i++;
    if (pass->rules & INFER__EVEN) i -= i & 1;
    return i - lead >= pass->min ? i : 0;
}

/* Where numbers are grouped as people write them, 1 234 567. */
static void infer__split_thirds(infer__char *c, size_t n, const infer__pass *pass) {
    for (size_t i = 0, end; i < n; i = INFER__MAX(end, i + 1)) {
        for (end = i; INFER__IS(end, pass->set);) end++;
        if (end == i) continue;
        for (size_t at = i + (end - i) % 3; at < end; at += 3) c[at].cut |= at > i || !(pass->rules & INFER__GLUE);
        if (end < n && (pass->rules & INFER__GLUE)) c[end].cut = true;
    }
}

static void infer__split(infer__char *c, size_t n, const infer__pass *pass) {
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && !c[end].cut;) end++;
        size_t i = begin;
        if (pass->kind == INFER__TAIL) {
            for (i = end; i > begin && (c[i - 1].set & pass->set);) i--;
            if (i < end) c[i].cut = true;
            continue;
        }
        if (pass->kind == INFER__THIRDS) {
            infer__split_thirds(c + begin, end - begin, pass);
            continue;
        }
        while (i < end) {
            size_t found =
                pass->kind == INFER__WORD ? infer__word(c + i, end - i, pass) : infer__run(c + i, end - i, pass);
            if (found) c[i].cut = true;
            i += found ? found : 1;
            if (found && i < end) c[i].cut = true;
        }
    }
}

/* ---- the vocabulary ---- */

enum { INFER__VOCAB_NONE, INFER__VOCAB_SPM, INFER__VOCAB_BPE, INFER__VOCAB_WPM, INFER__VOCAB_UGM, INFER__VOCAB_RWKV };

/* Values of tokenizer.ggml.model, and what holds where no key says otherwise. */
static const struct {
    const char *name;
    uint8_t kind;
    bool add_bos, add_eos, space_prefix;
    int16_t bos, eos, unk, sep;
    const char *pre; /* instead of tokenizer.ggml.pre */
} infer__vocabs[] = {{"llama", INFER__VOCAB_SPM, true, false, true, 1, 2, 0, -1, NULL},
                     {"gpt2", INFER__VOCAB_BPE, false, false, false, 11, 11, -1, -1, NULL},
                     {"gemma4", INFER__VOCAB_BPE, false, false, false, -1, -1, -1, -1, "gemma4"},
                     {"whitespace", INFER__VOCAB_BPE, false, false, false, 11, 11, -1, -1, NULL},
                     {"bert", INFER__VOCAB_WPM, true, true, false, 101, -1, 100, 102, NULL},
                     {"t5", INFER__VOCAB_UGM, false, true, false, -1, 1, 2, -1, NULL},
                     {"rwkv", INFER__VOCAB_RWKV, false, false, false, -1, -1, -1, -1, NULL}};

/* What a token is. USER: its text is taken out of any text, trusted or not; STRIP, STRIP_BEFORE: with the spaces after,
 * before it. */
/* clang-format off */
enum {
    INFER__NORMAL = 1, INFER__UNKNOWN = 2, INFER__CONTROL = 4, INFER__USER = 8, INFER__BYTE = 16, INFER__STRIP = 32,
    INFER__END = 64, INFER__STRIP_BEFORE = 128
};

/* Tokens with a role, and the metadata keys that name them. */
enum {
    INFER__ROLE_NONE, INFER__ROLE_BOS, INFER__ROLE_EOS, INFER__ROLE_UNKNOWN, INFER__ROLE_EOT, INFER__ROLE_EOM,
    INFER__ROLE_PREFIX, INFER__ROLE_SUFFIX, INFER__ROLE_MIDDLE, INFER__ROLE_PAD, INFER__ROLE_REPO, INFER__ROLE_FILE,
    INFER__ROLE_SEPARATOR, INFER__N_ROLES
};
static const char *const infer__role_keys[INFER__N_ROLES] = {
    "", "bos", "eos", "unknown", "eot", "eom", /* end of turn, of message; then fill in the middle: */
    "fim_pre", "fim_suf", "fim_mid", "fim_pad", "fim_rep", "fim_sep",
    "seperator"}; /* the key's own spelling */
/* clang-format on */

/* Tokens known by name, for files that do not say: a token takes the role if no key gave it to another (the first of the
 * list that exists), and becomes a control token; all that are `end` end a generation in any case. */
#define INFER__BAR "\xef\xbd\x9c" /* the wide | and the low line of DeepSeek's names */
#define INFER__LOW "\xe2\x96\x81"
static const struct {
    uint8_t role, end;
    const char *names;
} infer__known_tokens[] = {
    {INFER__ROLE_EOT, 1,
     "<|eot_id|> <|im_end|> <|end|> <end_of_turn> <|endoftext|> <|end_of_text|> <EOT> _<EOT> [EOT] "
     "<" INFER__BAR "end" INFER__LOW "of" INFER__LOW "sentence" INFER__BAR "> <end_of_utterance>"},
    {INFER__ROLE_EOM, 1, "<|eom_id|>"},
    {INFER__ROLE_NONE, 1,
     "<|return|> <|call|> <|calls|> <|flush|> </s> [EOS] <eos> <turn|> <|tool_response> [e~[ <|ifm|im_end|>"},
    {INFER__ROLE_PREFIX, 0,
     "<|fim_prefix|> <fim-prefix> <fim_prefix> <" INFER__BAR "fim" INFER__LOW "begin" INFER__BAR "> <PRE> " INFER__LOW
     "<PRE> <|code_prefix|> <|prefix|>"},
    {INFER__ROLE_SUFFIX, 0,
     "<|fim_suffix|> <fim-suffix> <fim_suffix> <" INFER__BAR "fim" INFER__LOW "hole" INFER__BAR "> <SUF> " INFER__LOW
     "<SUF> <|code_suffix|> <|suffix|>"},
    {INFER__ROLE_MIDDLE, 0,
     "<|fim_middle|> <fim-middle> <fim_middle> <" INFER__BAR "fim" INFER__LOW "end" INFER__BAR "> <MID> " INFER__LOW
     "<MID> <|code_middle|> <|middle|>"},
    {INFER__ROLE_PAD, 0, "<|fim_pad|> <fim-pad> <fim_pad> <PAD> [PAD]"},
    {INFER__ROLE_REPO, 0, "<|fim_repo|> <|repo_name|> <fim-repo> <REPO> <reponame>"},
    {INFER__ROLE_FILE, 0, "<|file_sep|>"}};

#define INFER__MAX_SPECIAL 256 /* bytes: a special token with a longer name is not looked for in text */

typedef struct infer__vocab {
    int kind;
    int n;                      /* tokens */
    int32_t bos, eos, eot, unk; /* -1: none */
    int32_t last;               /* what ends a text if add_eos: eos or, of WordPiece, the separator */
    bool add_bos, add_eos;
    bool space_prefix; /* a text begins with the space that a word in its middle would have before it */
    bool strip_special, strip_before_mask;
    bool merge_spaces;          /* Unigram: a run of spaces is one, and those at the ends are none */
    bool lowercase, no_accents; /* WordPiece */
    bool drop_spaces;           /* BPE, "whitespace": they only end words */
    const infer__pre *pre;
    infer__str charsmap; /* Unigram: a trie of texts and what they become */
    float unknown_score;
    uint64_t *lengths;  /* by the hash of two bytes: a bit for each length of a token that begins with them */
    uint8_t *unescaped; /* RWKV: the tokens, as in the file but without escapes */
    size_t unescaped_size;
    infer__char_map *lower, *base;
    int n_lower, n_base, n_user;
    int32_t users[256]; /* Unigram: user-defined tokens */
    size_t longest;     /* bytes of the longest token's text */
    infer__texts tokens, merges;
    const uint8_t *scores, *types; /* in the file: float and int32 each; NULL: all 0, all normal */
    uint8_t *attributes;
    int32_t roles[INFER__N_ROLES];
    int32_t bytes[256]; /* SPM: the token of a byte that no other token covers */
    /* by length of their name: a bit for what a user-defined token, a control token may begin and end with */
    uint64_t user[INFER__MAX_SPECIAL], control[INFER__MAX_SPECIAL];
    uint32_t *ranges;
    int n_ranges;
    uint32_t wanted;     /* the extra sets that infer__char_set is asked for */
    uint32_t ascii[128]; /* infer__char_set of these */
} infer__vocab;

static bool infer__listed(const char *names, infer__str name) {
    for (const char *p = names; *p;) {
        size_t n = strcspn(p, " ");
        if (n == name.n && memcmp(p, name.p, n) == 0) return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

static int infer__vocab_flag(const infer__gguf *g, const char *key, bool *flag, infer_error *err) {
    infer_value value;
    int got = infer__get_number(g, key, &value, err);
    if (got == 1) *flag = value.u != 0;
    return got < 0 ? got : INFER_OK;
}

/* An array with a number for each token, if there is one: more of them are accepted, fewer are not. */
static int infer__vocab_array(const infer__vocab *v, const infer__gguf *g, const char *key, int type,
                              const uint8_t **data, infer_error *err) {
    const infer__kv *kv;
    int got = infer__get_array(g, key, type, 0, &kv, err);
    if (got == 1 && kv->count < (uint64_t)v->n)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected an element for each of %d tokens, found %llu",
                           g->path, key, v->n, (unsigned long long)kv->count);
    *data = got == 1 ? kv->data : NULL;
    return got < 0 ? got : INFER_OK;
}

static int infer__vocab_texts(const infer__gguf *g, const char *key, infer__texts *out, infer_error *err) {
    const infer__kv *kv;
    int got = infer__get_array(g, key, INFER_VALUE_STRING, 0, &kv, err);
    if (got < 0) return got;
    if (got == 0) return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s is missing", g->path, key);
    if (kv->count > 1u << 28)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: key %s: expected at most 268435456 strings, found %llu",
                           g->path, key, (unsigned long long)kv->count);
    out->data = kv->data, out->n = (uint32_t)kv->count;
    return INFER_OK;
}

/* The metadata's fields; checks every count. */
static int infer__vocab_read(infer__vocab *v, const infer__gguf *g, const infer_logger *log, infer_error *err) {
    infer__str name;
    char key[160];
    for (int i = 0; i < INFER__N_ROLES; i++) v->roles[i] = -1;
    v->bos = v->eos = v->eot = v->unk = -1;
    int rc = infer__get_string(g, "tokenizer.ggml.model", &name, err);
    if (rc < 0) return rc;
    size_t row = 0;
    while (row < INFER__COUNT(infer__vocabs) && !infer__str_is(name, infer__vocabs[row].name)) row++;
    if (row == INFER__COUNT(infer__vocabs)) { /* token ids can still be evaluated */
        int64_t n;
        if (rc && !infer__str_is(name, "no_vocab") && !infer__str_is(name, "none"))
            infer__log(
                log, INFER_LOG_WARNING,
                "%s: key tokenizer.ggml.model: \"%.*s\" is not supported (llama, gpt2, gemma4, whitespace, bert, "
                "t5, rwkv are): no text",
                g->path, (int)INFER__MIN(name.n, 80), name.p);
        if ((rc = infer__get_string(g, "general.architecture", &name, err)) < 0) return rc;
        snprintf(key, sizeof key, "%.*s.vocab_size", (int)INFER__MIN(name.n, 100), rc ? name.p : "");
        rc = infer__get_int(g, key, 0, INT_MAX / 4, 0, &n, err);
        v->n = (int)n;
        return rc < 0 ? rc : INFER_OK;
    }
    v->kind = infer__vocabs[row].kind;
    v->add_bos = infer__vocabs[row].add_bos, v->add_eos = infer__vocabs[row].add_eos;
    v->space_prefix = infer__vocabs[row].space_prefix;
    v->roles[INFER__ROLE_BOS] = infer__vocabs[row].bos, v->roles[INFER__ROLE_EOS] = infer__vocabs[row].eos;
    v->roles[INFER__ROLE_UNKNOWN] = infer__vocabs[row].unk, v->roles[INFER__ROLE_SEPARATOR] = infer__vocabs[row].sep;
    if ((rc = infer__vocab_texts(g, "tokenizer.ggml.tokens", &v->tokens, err))) return rc;
    v->n = (int)v->tokens.n;
    if ((rc = infer__vocab_array(v, g, "tokenizer.ggml.token_type", INFER_VALUE_I32, &v->types, err)) ||
        (rc = infer__vocab_flag(g, "tokenizer.ggml.add_space_prefix", &v->space_prefix, err)))
        return rc;
    if (v->kind == INFER__VOCAB_SPM || v->kind == INFER__VOCAB_UGM)
        if ((rc = infer__vocab_array(v, g, "tokenizer.ggml.scores", INFER_VALUE_F32, &v->scores, err))) return rc;
    if (v->kind == INFER__VOCAB_WPM) v->wanted = INFER__IDEOGRAPH | INFER__CONTROLS, v->lowercase = true;
    if (v->kind == INFER__VOCAB_BPE) {
        if ((rc = infer__get_string(g, "tokenizer.ggml.pre", &name, err)) < 0) return rc;
        if (infer__vocabs[row].pre) name = infer__str_of(infer__vocabs[row].pre);
        if (name.n == 0) {
            infer__log(log, INFER_LOG_WARNING,
                       "%s: key tokenizer.ggml.pre is missing: words are cut as by \"default\", "
                       "which may not be how the model was trained",
                       g->path);
            name = infer__str_of("default");
        }
        for (size_t i = 0; i < INFER__COUNT(infer__pres); i++)
            if (infer__listed(infer__pres[i].names, name)) v->pre = &infer__pres[i];
        if (!v->pre)
            return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: key tokenizer.ggml.pre: \"%.*s\" is not supported",
                               g->path, (int)INFER__MIN(name.n, 80), name.p);
        if ((rc = infer__vocab_texts(g, "tokenizer.ggml.merges", &v->merges, err))) return rc;
        for (size_t i = 0; i < INFER__COUNT(v->pre->passes); i++)
            v->wanted |= v->pre->passes[i].set | v->pre->passes[i].lead;
        v->drop_spaces = infer__str_is(infer__str_of(infer__vocabs[row].name), "whitespace");
        v->lowercase = v->drop_spaces && !(v->pre->flags & INFER__RAW);
        v->add_bos = v->pre->flags & INFER__ADD_BOS;
        if (v->pre->flags & INFER__NO_BOS) v->roles[INFER__ROLE_BOS] = -1;
        v->strip_before_mask = v->pre->flags & INFER__MASK_STRIPS;
    }
    if ((rc = infer__vocab_flag(g, "tokenizer.ggml.remove_extra_whitespaces", &v->merge_spaces, err)) ||
        (rc = infer__vocab_flag(g, "tokenizer.ggml.normalizer.lowercase", &v->lowercase, err)))
        return rc;
    v->no_accents = v->lowercase;
    if ((rc = infer__vocab_flag(g, "tokenizer.ggml.normalizer.strip_accents", &v->no_accents, err))) return rc;
    const infer__kv *map =
        v->kind == INFER__VOCAB_UGM ? infer__gguf_kv(g, "tokenizer.ggml.precompiled_charsmap") : NULL;
    if (map) {
        uint32_t trie = 0;
        if (map->type == INFER_VALUE_ARRAY && map->element_type <= INFER_VALUE_I8 && map->count >= 4)
            memcpy(&trie, map->data, 4);
        if (trie < 4 || trie >= map->count - 4)
            return infer__fail(err, INFER_ERROR_FORMAT,
                               "%s: key tokenizer.ggml.precompiled_charsmap: expected bytes: a trie's size, the trie, "
                               "texts; found %llu elements, a trie of %lu",
                               g->path, (unsigned long long)map->count, (unsigned long)trie);
        v->charsmap.p = (const char *)map->data, v->charsmap.n = (size_t)map->count;
    }
    for (uint32_t i = 0; v->kind == INFER__VOCAB_RWKV && i < v->tokens.n; i++) {
        uint64_t n;
        memcpy(&n, v->tokens.data + v->unescaped_size, 8); /* within the file: the reader has been over it */
        v->unescaped_size += 8 + (size_t)n;
    }
    if ((rc = infer__get_string(g, "general.name", &name, err)) < 0) return rc;
    for (size_t i = 0; i + 4 <= name.n; i++) { /* in any case: quirks of these models that no key tells */
        char part[12] = {0};
        for (size_t k = 0; k < 11 && i + k < name.n; k++) part[k] = (char)(name.p[i + k] | 0x20);
        v->strip_special = v->strip_special || strncmp(part, "phi3", 4) == 0 || strncmp(part, "phi-3", 5) == 0;
        v->strip_before_mask = v->strip_before_mask || strcmp(part, "modern-bert") == 0;
    }
    if ((rc = infer__get_string(g, "general.architecture", &name, err)) < 0) return rc;
    if (infer__str_is(name, "nomic-bert-moe") || infer__str_is(name, "jina-bert-v3")) v->strip_before_mask = true;
    for (int i = 1; i < INFER__N_ROLES; i++) {
        infer_value value;
        snprintf(key, sizeof key, "tokenizer.ggml.%s_token_id", infer__role_keys[i]);
        if ((rc = infer__get_number(g, key, &value, err)) < 0) return rc;
        if (rc == 1 && value.u < (uint64_t)v->n) v->roles[i] = (int32_t)value.u;
        else if (rc == 1)
            infer__log(log, INFER_LOG_WARNING, "%s: key %s: expected 0 to %d, found %lld: ignored", g->path, key,
                       v->n - 1, (long long)value.i);
        if (v->roles[i] >= v->n) v->roles[i] = -1;
    }
    v->bos = v->roles[INFER__ROLE_BOS], v->eos = v->roles[INFER__ROLE_EOS], v->unk = v->roles[INFER__ROLE_UNKNOWN];
    if ((rc = infer__vocab_flag(g, "tokenizer.ggml.add_bos_token", &v->add_bos, err))) return rc;
    if ((rc = infer__vocab_flag(g, "tokenizer.ggml.add_eos_token", &v->add_eos, err))) return rc;
    if (v->kind == INFER__VOCAB_WPM) v->add_bos = v->add_eos = true; /* whatever the keys say */
    if (v->kind == INFER__VOCAB_RWKV) v->add_bos = v->add_eos = false;
    if (v->pre && (v->pre->flags & INFER__ESCAPE) && (v->pre->flags & INFER__ADD_BOS)) v->add_bos = true;
    v->last = v->kind == INFER__VOCAB_WPM ? v->roles[INFER__ROLE_SEPARATOR] : v->eos;
    v->add_bos = v->add_bos && v->bos >= 0, v->add_eos = v->add_eos && v->last >= 0;
    return INFER_OK;
}

static void infer__vocab_layout(infer__vocab *v, infer__arena *a) {
    if (v->kind == INFER__VOCAB_NONE) return;
    infer__texts_layout(&v->tokens, a);
    v->attributes = INFER__PUSH(a, uint8_t, v->n);
    if (v->kind == INFER__VOCAB_BPE) infer__texts_layout(&v->merges, a);
    else if (v->kind != INFER__VOCAB_SPM) v->lengths = INFER__PUSH(a, uint64_t, 4096);
    if (v->kind == INFER__VOCAB_RWKV) v->unescaped = INFER__PUSH(a, uint8_t, v->unescaped_size);
    if (v->kind != INFER__VOCAB_BPE && v->kind != INFER__VOCAB_WPM) return;
    v->n_ranges = infer__char_ranges(NULL);
    v->ranges = INFER__PUSH(a, uint32_t, v->n_ranges);
    v->n_lower = v->lowercase ? infer__char_maps(infer__char_lower, NULL) : 0;
    v->n_base = v->no_accents ? infer__char_maps(infer__char_base, NULL) : 0;
    v->lower = INFER__PUSH(a, infer__char_map, v->n_lower);
    v->base = INFER__PUSH(a, infer__char_map, v->n_base);
}

static int32_t infer__vocab_find(const infer__vocab *v, const char *text, size_t size) {
    if (size > v->tokens.longest) return -1;
    uint32_t slot = infer__texts_slot(&v->tokens, infer__text_hash(text, size), text, size, NULL, 0);
    return (int32_t)v->tokens.slots[slot].index - 1;
}
static infer__str infer__vocab_text(const infer__vocab *v, int32_t token) {
    infer__str none = INFER__ZERO;
    return v->kind && token >= 0 && token < v->n ? infer__texts_get(&v->tokens, (uint32_t)token) : none;
}

/* Tokens that a text begins with, from the shortest to the longest. `lengths` says which lengths are worth a look: bit 0
 * stands for 64 bytes and more. Longer tokens than INFER__MAX_SPECIAL are not found. */
typedef struct infer__prefix {
    const char *text;
    size_t size, n; /* of the text; of the token found last */
    uint32_t hash;
    uint64_t lengths;
} infer__prefix;

static uint32_t infer__two_bytes(const char *p) {
    return ((uint32_t)(uint8_t)p[0] << 8 | (uint8_t)p[1]) * 0x9e3779b1u >> 20;
}
static infer__prefix infer__prefix_begin(const infer__vocab *v, const char *text, size_t size) {
    infer__prefix p = {text, size, 0, 0, 2};
    if (size > 1) p.lengths |= v->lengths[infer__two_bytes(text)];
    return p;
}
static int32_t infer__prefix_next(const infer__vocab *v, infer__prefix *p) { /* -1: no more */
    while (p->n < INFER__MIN(p->size, INFER__MAX_SPECIAL)) {
        if (!(p->lengths & 1) && (p->n >= 63 || p->lengths >> (p->n + 1) == 0)) break;
        p->hash = p->hash * INFER__HASH_BASE + (uint8_t)p->text[p->n++] + 1;
        if (!(p->lengths >> (p->n < 64 ? p->n : 0) & 1)) continue;
        uint32_t slot = infer__texts_slot(&v->tokens, p->hash, p->text, p->n, NULL, 0), type = 1;
        int32_t id = (int32_t)v->tokens.slots[slot].index - 1;
        if (id >= 0 && v->types) memcpy(&type, v->types + (size_t)id * 4, 4);
        if (id >= 0 && (v->kind != INFER__VOCAB_UGM || type == 1 || type == 4 || type == 5)) return id;
    }
    return -1;
}

static float infer__score(const infer__vocab *v, int32_t token) {
    float score = 0;
    if (v->scores) memcpy(&score, v->scores + (size_t)token * 4, 4);
    return score;
}

/* RWKV's tokens are any bytes, in the file written as in Python: \\t, \\n, \\r, \\xNN. Copies the array without them. */
static void infer__vocab_unescape(infer__vocab *v) {
    const uint8_t *from = v->tokens.data;
    uint8_t *to = v->unescaped;
    for (uint32_t i = 0; i < v->tokens.n; i++) {
        uint64_t size, n = 0;
        memcpy(&size, from, 8);
        from += 8;
        for (uint64_t k = 0; k < size; k++) {
            uint8_t c = from[k];
            if (c == '\\' && k + 1 < size) {
                c = from[++k];
                if (c == 'x' && k + 2 < size) {
                    char digits[3] = {(char)from[k + 1], (char)from[k + 2], 0};
                    c = (uint8_t)strtol(digits, NULL, 16), k += 2;
                } else {
                    c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
                }
            }
            to[8 + n++] = c;
        }
        memcpy(to, &n, 8);
        from += size, to += 8 + n;
    }
    v->tokens.data = v->unescaped;
}

/* Marks the token of that name as something; returns whether it ends a generation. */
static bool infer__vocab_set(infer__vocab *v, const char *name, unsigned attributes, unsigned mask) {
    int32_t id = infer__vocab_find(v, name, strlen(name));
    if (id < 0) return false;
    v->attributes[id] = (uint8_t)((v->attributes[id] & ~mask) | attributes);
    return v->attributes[id] & INFER__END;
}

/* What each token is, from its type in the file, its role and its name. */
static void infer__vocab_classify(infer__vocab *v) {
    static const uint8_t by_type[7] = {0, INFER__NORMAL, INFER__UNKNOWN, INFER__CONTROL, INFER__USER, 0, INFER__BYTE};
    static const char *const shown[] = {"<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"};
    const unsigned all = 0xff & ~INFER__END;
    for (int i = 0; i < v->n; i++) {
        uint32_t type = 1;
        if (v->types) memcpy(&type, v->types + (size_t)i * 4, 4);
        v->attributes[i] = type < 7 ? by_type[type] : 0;
    }
    for (size_t i = 0; i < INFER__COUNT(infer__known_tokens); i++) {
        int role = infer__known_tokens[i].role, end = infer__known_tokens[i].end;
        for (const char *name = infer__known_tokens[i].names, *next; *name; name = next) {
            size_t n = strcspn(name, " ");
            next = name + n + (name[n] == ' ');
            int32_t id = infer__vocab_find(v, name, n);
            bool takes = role && v->roles[role] < 0;
            if (id < 0 || (!takes && !end)) continue;
            if (takes) v->roles[role] = id;
            v->attributes[id] |= (uint8_t)(INFER__CONTROL | end * INFER__END);
        }
    }
    for (size_t i = 0; i < INFER__COUNT(shown); i++) infer__vocab_set(v, shown[i], INFER__USER, all);
    static const uint8_t ends[] = {INFER__ROLE_EOS, INFER__ROLE_EOT,  INFER__ROLE_EOM,
                                   INFER__ROLE_PAD, INFER__ROLE_REPO, INFER__ROLE_FILE};
    for (size_t i = 0; i < sizeof ends; i++)
        if (v->roles[ends[i]] >= 0) v->attributes[v->roles[ends[i]]] |= INFER__END;
    v->eot = v->roles[INFER__ROLE_EOT];
    /* where these end a generation, others that look like an end do not: <|end|> closes a channel of gpt-oss */
    bool call = infer__vocab_set(v, "<|call|>", 0, 0) || infer__vocab_set(v, "<|calls|>", 0, 0);
    if (call && (infer__vocab_set(v, "<|return|>", 0, 0) || infer__vocab_set(v, "<|flush|>", 0, 0)) &&
        infer__vocab_set(v, "<|end|>", 0, 0))
        infer__vocab_set(v, "<|end|>", INFER__USER, 0xff);
    if (infer__vocab_set(v, "<|tool_response>", 0, 0) && infer__vocab_set(v, "</s>", 0, 0))
        infer__vocab_set(v, "</s>", INFER__NORMAL, 0xff);
}

static unsigned infer__special_bit(const char *name, size_t n) {
    return ((uint8_t)name[0] * 7u + (uint8_t)name[n - 1]) & 63;
}

/* Reads the strings into the memory that layout placed. */
static int infer__vocab_fill(infer__vocab *v, const infer__gguf *g, infer_error *err) {
    if (v->kind == INFER__VOCAB_NONE) return INFER_OK;
    if (v->kind == INFER__VOCAB_RWKV) infer__vocab_unescape(v);
    int rc = infer__texts_fill(&v->tokens, false, g, "tokenizer.ggml.tokens", err);
    if (rc) return rc;
    if (v->kind == INFER__VOCAB_BPE) {
        if ((rc = infer__texts_fill(&v->merges, true, g, "tokenizer.ggml.merges", err))) return rc;
    }
    if (v->ranges) {
        infer__char_ranges(v->ranges);
        for (uint32_t c = 0; c < 128; c++) v->ascii[c] = infer__char_set(v->ranges, v->n_ranges, c, v->wanted);
        if (v->n_lower) infer__char_maps(infer__char_lower, v->lower);
        if (v->n_base) infer__char_maps(infer__char_base, v->base);
    }
    v->longest = v->tokens.longest;
    infer__vocab_classify(v);
    for (int i = 0; i < 256; i++) {
        char name[8], byte = (char)i;
        snprintf(name, sizeof name, "<0x%02X>", (unsigned)i);
        v->bytes[i] = infer__vocab_find(v, name, 6);
        if (v->pre) continue;
        if (v->bytes[i] < 0) v->bytes[i] = infer__vocab_find(v, &byte, 1);
        if (v->bytes[i] < 0) v->bytes[i] = v->unk;
    }
    float lowest = FLT_MAX;
    for (int32_t i = 0; i < v->n && v->lengths; i++) {
        infer__str text = infer__texts_get(&v->tokens, (uint32_t)i);
        if (text.n > 1) v->lengths[infer__two_bytes(text.p)] |= (uint64_t)1 << (text.n < 64 ? text.n : 0);
        if (v->attributes[i] & INFER__NORMAL) lowest = INFER__MIN(lowest, infer__score(v, i));
        if (v->attributes[i] & INFER__USER && text.n && v->n_user < (int)INFER__COUNT(v->users))
            v->users[v->n_user++] = i;
    }
    v->unknown_score = lowest - 10;
    static const char *const masks[] = {"<mask>", "[MASK]"};
    for (size_t i = 0; i < INFER__COUNT(masks); i++)
        if (v->strip_before_mask) infer__vocab_set(v, masks[i], INFER__STRIP_BEFORE, 0);
    const uint8_t special = INFER__CONTROL | INFER__UNKNOWN | INFER__USER;
    for (int i = 0; i < v->n; i++) {
        if (!(v->attributes[i] & special)) continue;
        infer__str name = infer__texts_get(&v->tokens, (uint32_t)i);
        if (name.n == 0 || name.n >= INFER__MAX_SPECIAL) continue;
        uint64_t bit = (uint64_t)1 << infer__special_bit(name.p, name.n);
        if (v->attributes[i] & (INFER__CONTROL | INFER__UNKNOWN)) v->control[name.n] |= bit;
        else v->user[name.n] |= bit;
        if (v->strip_special) v->attributes[i] |= INFER__STRIP;
    }
    if (v->strip_special) {
        static const char *const not_stripped[] = {"<unk>", "<s>", "<|endoftext|>"};
        infer__vocab_set(v, "</s>", INFER__STRIP, 0);
        for (size_t i = 0; i < INFER__COUNT(not_stripped); i++) infer__vocab_set(v, not_stripped[i], 0, INFER__STRIP);
    }
    return INFER_OK;
}

static bool infer__vocab_is_end(const infer__vocab *v, int32_t token) {
    return v->kind && token >= 0 && token < v->n && (v->attributes[token] & INFER__END);
}

/* ---- text to tokens ---- */

typedef struct infer__symbol {
    uint32_t at, n;       /* its bytes; n 0: joined to the one before */
    int32_t prev, next;   /* -1: none */
    uint32_t hash, power; /* infer__text_hash of its bytes, HASH_BASE^n */
} infer__symbol;

typedef struct infer__pair {
    uint64_t key; /* rank << 32 | left symbol: the smallest is joined first */
    uint32_t n;   /* bytes of both; a pair that has changed since has another n */
} infer__pair;

typedef struct infer__encoder {
    const infer__vocab *v;
    const infer_allocator *allocator;
    int32_t *tokens;
    int max, count;
    infer__arena arena; /* of the three below, for `room` symbols of a byte or more */
    size_t room;
    infer__symbol *symbols;
    infer__pair *heap; /* 2 x room: every join takes one out and puts at most two in */
    char *text;        /* 3 x room */
    size_t n_heap;
} infer__encoder;

static bool infer__encoder_reserve(infer__encoder *e, size_t n) {
    if (n <= e->room) return true;
    size_t room = INFER__MAX(n, 2 * e->room);
    infer__arena_free(&e->arena, e->allocator);
    memset(&e->arena, 0, sizeof e->arena);
    e->room = 0;
    for (int pass = 0; pass < 2; pass++) { /* measure, place */
        e->symbols = (infer__symbol *)infer__push_raw(&e->arena, room, sizeof *e->symbols);
        e->heap = (infer__pair *)infer__push_raw(&e->arena, 2 * room, sizeof *e->heap);
        e->text = (char *)infer__push_raw(&e->arena, room, 3);
        if (pass == 0 && !infer__arena_make(&e->arena, e->allocator)) return false;
    }
    e->room = room;
    return true;
}

static void infer__put(infer__encoder *e, int32_t token) {
    if (e->count < e->max) e->tokens[e->count] = token;
    e->count++;
}

/* Puts symbol `left` and its next on the heap, if they make something that the vocabulary knows. */
static void infer__push_pair(infer__encoder *e, int32_t left) {
    const infer__vocab *v = e->v;
    if (left < 0 || e->symbols[left].next < 0) return;
    const infer__symbol *a = &e->symbols[left], *b = &e->symbols[a->next];
    const infer__texts *known = v->kind == INFER__VOCAB_SPM ? &v->tokens : &v->merges;
    infer__pair pair;
    pair.n = a->n + b->n;
    if (pair.n > known->longest) return;
    uint32_t rank, slot;
    if (v->kind == INFER__VOCAB_SPM) {
        slot = infer__texts_slot(known, a->hash * b->power + b->hash, e->text + a->at, pair.n, NULL, 0);
        int32_t id = (int32_t)known->slots[slot].index - 1;
        if (id < 0) return;
        float score = infer__score(v, id) + 0.0f; /* no -0 */
        memcpy(&rank, &score, 4);
        rank = rank >> 31 ? rank : ~rank & 0x7fffffffu; /* the highest score ranks first: bits in descending order */
    } else {
        slot = infer__texts_slot(known, infer__text_pair_hash(a->hash, b->hash), e->text + a->at, a->n, e->text + b->at,
                                 b->n);
        rank = known->slots[slot].index;
        if (!rank) return;
    }
    pair.key = (uint64_t)rank << 32 | (uint32_t)left;
    size_t at = e->n_heap++;
    for (; at && pair.key < e->heap[(at - 1) / 4].key; at = (at - 1) / 4) e->heap[at] = e->heap[(at - 1) / 4];
    e->heap[at] = pair;
}

static infer__pair infer__pop_pair(infer__encoder *e) {
    infer__pair top = e->heap[0], last = e->heap[--e->n_heap];
    size_t at = 0, child;
    while ((child = 4 * at + 1) < e->n_heap) { /* four children: half the levels of two, and they share a cache line */
        for (size_t i = child + 1, end = INFER__MIN(child + 4, e->n_heap); i < end; i++)
            if (e->heap[i].key < e->heap[child].key) child = i;
        if (last.key <= e->heap[child].key) break;
        e->heap[at] = e->heap[child], at = child;
    }
    e->heap[at] = last;
    return top;
}

/* Encodes the first `size` bytes of e->text, in which nothing is special and no word ends. */
static void infer__encode(infer__encoder *e, size_t size) {
    infer__symbol *symbols = e->symbols;
    int32_t n = 0;
    for (size_t at = 0; at < size; n++) {
        infer__symbol s;
        s.at = (uint32_t)at, s.n = (uint32_t)INFER__MIN(infer__utf8_length(e->text[at]), size - at);
        s.hash = infer__text_hash(e->text + at, s.n), s.power = 1;
        for (uint32_t k = 0; k < s.n; k++) s.power *= INFER__HASH_BASE;
        at += s.n;
        s.prev = n - 1, s.next = at < size ? n + 1 : -1;
        symbols[n] = s;
    }
    if (n == 0) return;
    e->n_heap = 0;
    for (int32_t i = 0; i + 1 < n; i++) infer__push_pair(e, i);
    while (e->n_heap) {
        infer__pair pair = infer__pop_pair(e);
        int32_t left = (int32_t)(uint32_t)pair.key, right = symbols[left].next;
        if (symbols[left].n == 0 || right < 0 || symbols[left].n + symbols[right].n != pair.n) continue;
        symbols[left].n = pair.n, symbols[left].next = symbols[right].next;
        symbols[left].hash = symbols[left].hash * symbols[right].power + symbols[right].hash;
        symbols[left].power *= symbols[right].power;
        symbols[right].n = 0;
        if (symbols[right].next >= 0) symbols[symbols[right].next].prev = left;
        infer__push_pair(e, symbols[left].prev);
        infer__push_pair(e, left);
    }
    for (int32_t i = 0; i >= 0; i = symbols[i].next) {
        const char *text = e->text + symbols[i].at;
        uint32_t slot = infer__texts_slot(&e->v->tokens, symbols[i].hash, text, symbols[i].n, NULL, 0);
        int32_t id = (int32_t)e->v->tokens.slots[slot].index - 1;
        if (id >= 0) infer__put(e, id);
        for (uint32_t k = 0; id < 0 && k < symbols[i].n; k++) { /* no token: its bytes */
            bool raw = e->v->kind == INFER__VOCAB_SPM || (e->v->pre->flags & INFER__RAW);
            int32_t byte = raw ? e->v->bytes[(uint8_t)text[k]] : infer__vocab_find(e->v, text + k, 1);
            if (byte >= 0) infer__put(e, byte);
        }
    }
}

static bool infer__encode_spm(infer__encoder *e, const char *text, size_t size, bool prefix) {
    size_t n = size + 3;
    for (size_t i = 0; i < size; i++) n += text[i] == ' ' ? 2 : 0;
    if (!infer__encoder_reserve(e, n)) return false;
    n = 0;
    for (size_t i = 0; i < size + prefix; i++) {
        char c = i < prefix ? ' ' : text[i - prefix];
        if (c == ' ') memcpy(e->text + n, "\xe2\x96\x81", 3), n += 3;
        else e->text[n++] = c;
    }
    infer__encode(e, n);
    return true;
}

static uint32_t infer__set_of(const infer__vocab *v, uint32_t c) {
    return c < 128 ? v->ascii[c] : infer__char_set(v->ranges, v->n_ranges, c, v->wanted);
}

/* `chars` has room for twice `size` characters. */
static bool infer__encode_bpe(infer__encoder *e, const char *text, size_t size, infer__char *chars) {
    const infer__vocab *v = e->v;
    size_t n = 0;
    bool raw = v->pre->flags & INFER__RAW, escape = v->pre->flags & INFER__ESCAPE, cut = true;
    bool line = v->pre->flags & INFER__METASPACE;
    for (size_t at = 0; at < size;) {
        infer__char *c = &chars[n];
        if (line && (n == 0 || c[-1].c == '\n') && text[at] != '\n' && text[at] != ' ' &&
            (size - at < 3 || memcmp(text + at, "\xe2\x96\x81", 3) != 0))
            c->c = 0x2581, c->set = INFER__SYMBOL, c->cut = true, cut = false, c = &chars[++n];
        at += infer__utf8_read(text + at, size - at, &c->c);
        c->set = infer__set_of(v, c->c);
        if (v->drop_spaces && (c->set & INFER__SPACE)) {
            cut = true;
            continue;
        }
        if (v->drop_spaces && v->n_lower) c->c = infer__char_map_to(v->lower, v->n_lower, false, c->c);
        if (escape && c->c == ' ') c->c = 0x2581;
        c->cut = cut || (line && c->c == 0x2581), cut = false, n++;
    }
    for (size_t i = 0; i < INFER__COUNT(v->pre->passes) && v->pre->passes[i].kind; i++)
        infer__split(chars, n, &v->pre->passes[i]);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && !chars[end].cut;) end++;
        size_t length = 0;
        for (size_t i = begin; i < end; i++) length += infer__utf8_size(chars[i].c);
        if (!infer__encoder_reserve(e, length)) return false;
        length = 0;
        for (size_t i = begin; i < end; i++) {
            char utf8[4];
            size_t bytes = infer__utf8_write(chars[i].c, raw ? e->text + length : utf8);
            if (raw) length += bytes;
            for (size_t k = 0; k < bytes && !raw; k++)
                length += infer__utf8_write(infer__byte_char((uint8_t)utf8[k]), e->text + length);
        }
        int whole = v->pre->flags & INFER__IGNORE_MERGES || (v->pre->flags & INFER__NEWLINES && chars[begin].c == '\n');
        int32_t id = whole ? infer__vocab_find(v, e->text, length) : -1;
        if (id >= 0) infer__put(e, id);
        else infer__encode(e, length);
    }
    return true;
}

/* WordPiece (Schuster & Nakajima 2012, Devlin et al. 2019): of a word, the longest token that it begins with, then of the
 * rest; if that fails, the whole word is unknown. The word is e->text, `size` bytes. */
static void infer__encode_word(infer__encoder *e, size_t size) {
    int before = e->count;
    for (size_t at = 0, n; at < size; at += n) {
        infer__prefix p = infer__prefix_begin(e->v, e->text + at, size - at);
        int32_t longest = -1;
        n = 0;
        for (int32_t id; (id = infer__prefix_next(e->v, &p)) >= 0; n = p.n) longest = id;
        if (longest < 0) {
            e->count = before;
            if (e->v->unk >= 0) infer__put(e, e->v->unk);
            return;
        }
        infer__put(e, longest);
    }
}

/* Words are what spaces and punctuation divide, in lower case and without accents; each has a U+2581 before it. */
static bool infer__encode_wpm(infer__encoder *e, const char *text, size_t size) {
    const infer__vocab *v = e->v;
    if (!infer__encoder_reserve(e, size + 3)) return false;
    memcpy(e->text, "\xe2\x96\x81", 3);
    size_t n = 3;
    for (size_t at = 0; at < size;) {
        uint32_t c;
        at += infer__utf8_read(text + at, size - at, &c);
        if (v->n_base && c >= 128) c = infer__char_map_to(v->base, v->n_base, true, c);
        uint32_t set = infer__set_of(v, c);
        bool space = set & INFER__SPACE, alone = (set & (INFER__PUNCTUATION | INFER__IDEOGRAPH)) != 0;
        alone = alone || (c < 128 && (set & INFER__SYMBOL));
        if (!space && ((set & INFER__CONTROLS) || (v->no_accents && (set & INFER__MARK)))) continue;
        if ((space || alone) && n > 3) infer__encode_word(e, n), n = 3;
        if (space) continue;
        if (v->n_lower) c = infer__char_map_to(v->lower, v->n_lower, false, c);
        n += infer__utf8_write(c, e->text + n);
        if (alone) infer__encode_word(e, n), n = 3;
    }
    if (n > 3) infer__encode_word(e, n);
    return true;
}

/* RWKV: the longest token that the text begins with, then that of the rest. */
static void infer__encode_rwkv(infer__encoder *e, const char *text, size_t size) {
    for (size_t at = 0, n; at < size; at += n) {
        infer__prefix p = infer__prefix_begin(e->v, text + at, size - at);
        int32_t longest = e->v->unk;
        n = 1;
        for (int32_t id; (id = infer__prefix_next(e->v, &p)) >= 0; n = p.n) longest = id;
        if (longest >= 0) infer__put(e, longest);
    }
}

/* Unigram's normaliser: what the text begins with, and in *out what it becomes; returns how many bytes that is about.
 * Beginnings of user-defined tokens stay as they are. The charsmap is a double array (Kanda et al. 2017): a unit has the
 * byte that leads to it in bits 0-7, in bit 8 whether a text ends here, then the offset of its children (above bit 10, times
 * 256 if bit 9 is set); the child for byte c stands at offset ^ c, that for 0 is the place of the replacement. */
static size_t infer__ugm_step(const infer__vocab *v, const char *text, size_t size, infer__str *out) {
    size_t taken = 0;
    for (int i = 0; i < v->n_user; i++) {
        infer__str user = infer__texts_get(&v->tokens, (uint32_t)v->users[i]);
        size_t n = 0;
        while (n < INFER__MIN(user.n, size) && n < INFER__MAX_SPECIAL && text[n] == user.p[n]) n++;
        taken = INFER__MAX(taken, n);
    }
    out->p = text, out->n = taken;
    if (taken) return taken;
    uint32_t unit, bytes = 0, at = 0, offset = 0;
    if (v->charsmap.n) memcpy(&bytes, v->charsmap.p, 4);
    const char *units = v->charsmap.p + 4, *texts = units + bytes;
    for (size_t i = 0; bytes && i <= INFER__MIN(size, INFER__MAX_SPECIAL); i++) {
        if (at >= bytes / 4) break;
        memcpy(&unit, units + (size_t)at * 4, 4);
        if (i && (unit & 0x800000ff) != (uint8_t)text[i - 1]) break;
        offset = at ^ unit >> 10 << (unit >> 6 & 8);
        if (i && (unit >> 8 & 1) && offset < bytes / 4) {
            memcpy(&unit, units + (size_t)offset * 4, 4);
            size_t place = unit & 0x7fffffff, room = v->charsmap.n - 4 - bytes;
            const char *end = place < room ? (const char *)memchr(texts + place, 0, room - place) : NULL;
            if (end) taken = i, out->p = texts + place, out->n = (size_t)(end - out->p);
        }
        if (i == size || text[i] == 0) break;
        at = offset ^ (uint8_t)text[i];
    }
    if (taken) return taken;
    uint32_t c;
    out->n = taken = infer__utf8_read(text, size, &c);
    if (c == 0xfffd) out->p = "\xef\xbf\xbd", out->n = 3;
    return taken;
}

/* The text as Unigram sees it, spaces as U+2581; writes at most max bytes, returns how many there are. */
static size_t infer__ugm_text(const infer__vocab *v, const char *text, size_t size, char *out, size_t max) {
    bool word = false, prefix = v->space_prefix;
    size_t n = 0;
    infer__str s;
    for (size_t at = 0; at < size && n < INT_MAX / 8;) {
        at += infer__ugm_step(v, text + at, size - at, &s);
        for (size_t i = 0; i < s.n; i++) {
            bool space = s.p[i] == ' ';
            if (space ? !v->merge_spaces : !word && (prefix || v->merge_spaces)) {
                if (n + 3 <= max) memcpy(out + n, "\xe2\x96\x81", 3);
                n += 3;
                if (!space) prefix = false;
            }
            word = !space;
            if (word && n++ < max) out[n - 1] = s.p[i];
        }
    }
    return n;
}

typedef struct infer__step { /* the best way to a place in the text */
    double score;
    uint32_t from; /* where its last token begins */
    int32_t token;
} infer__step;

/* Unigram (Kudo 2018): of all ways to cut the text into tokens the one with the highest sum of scores (Viterbi). */
static bool infer__encode_ugm(infer__encoder *e, const char *text, size_t size) {
    const infer__vocab *v = e->v;
    infer__arena arena = INFER__ZERO;
    infer__step *steps = NULL;
    char *p = NULL;
    size_t n = infer__ugm_text(v, text, size, NULL, 0);
    if (n >= INT_MAX / 8) return false;
    for (int pass = 0; pass < 2; pass++) { /* measure, place */
        steps = (infer__step *)infer__push_raw(&arena, n + 1, sizeof *steps);
        p = (char *)infer__push_raw(&arena, n, 1);
        if (pass == 0 && !infer__arena_make(&arena, e->allocator)) return false;
    }
    infer__ugm_text(v, text, size, p, n);
    for (size_t i = 0; i <= n; i++) steps[i].score = i ? -DBL_MAX : 0, steps[i].from = 0, steps[i].token = v->unk;
    for (size_t at = 0, length; at < n; at += length) {
        length = INFER__MIN(infer__utf8_length(p[at]), n - at);
        bool covered = false;
        infer__prefix prefix = infer__prefix_begin(v, p + at, n - at);
        for (int32_t id = 0; id >= 0;) {
            id = infer__prefix_next(v, &prefix);
            if (id < 0 && covered) break;
            size_t to = at + (id >= 0 ? prefix.n : length); /* in the end the character itself, as an unknown one */
            double score = id < 0 ? v->unknown_score : v->attributes[id] & INFER__USER ? 0 : infer__score(v, id);
            covered = covered || to == at + length;
            score += steps[at].score;
            if (score <= steps[to].score || score != score) continue;
            steps[to].score = score, steps[to].from = (uint32_t)at, steps[to].token = id < 0 ? v->unk : id;
        }
    }
    uint32_t next = (uint32_t)n, from; /* the way back, turned around: from says where the next token ends */
    for (uint32_t at = next; n && at; at = from) from = steps[at].from, steps[at].from = next, next = at;
    for (size_t at = next, last = 0; n; last = at, at = steps[at].from) {
        bool again = last && steps[at].token == v->unk && steps[last].token == v->unk;
        if (steps[at].token >= 0 && !again) infer__put(e, steps[at].token);
        if (at == n) break;
    }
    infer__arena_free(&arena, e->allocator);
    return true;
}

/* Finds the names of special tokens in the text, the longest names first whatever their place: mark[i] becomes 1 where
 * one begins, 2 inside, 3 for spaces that are dropped. A scan of the text for each length of a name. */
static void infer__mark_special(const infer__vocab *v, const char *text, size_t size, bool plain, uint8_t *mark) {
    for (size_t n = INFER__MIN(INFER__MAX_SPECIAL - 1, size); n > 0; n--) {
        uint64_t bits = v->user[n] | (plain ? 0 : v->control[n]);
        for (size_t i = 0; bits && i + n <= size; i++) {
            /* what is marked was at least as long: a free first and last byte mean that all between are free */
            if (!(bits >> infer__special_bit(text + i, n) & 1) || mark[i] || mark[i + n - 1]) continue;
            int32_t id = infer__vocab_find(v, text + i, n);
            unsigned a = id >= 0 ? v->attributes[id] : 0;
            if (!(a & (INFER__USER | INFER__CONTROL | INFER__UNKNOWN)) ||
                (plain && (a & (INFER__CONTROL | INFER__UNKNOWN))))
                continue;
            memset(mark + i, 2, n);
            mark[i] = 1;
            for (size_t k = i; (a & INFER__STRIP_BEFORE) && k-- > 0 && !mark[k] && (uint8_t)text[k] < 128 &&
                               infer__is_space((uint8_t)text[k]);)
                mark[k] = 3;
            i += n - 1;
            for (size_t k = i + 1; (a & INFER__STRIP) && k < size && !mark[k] && (uint8_t)text[k] < 128 &&
                                   infer__is_space((uint8_t)text[k]);
                 k++)
                mark[k] = 3;
        }
    }
}

/* Returns the number of tokens; writes at most max. `first`: the text begins a timeline, BOS and EOS are wanted. */
static int infer__vocab_tokenize(const infer__vocab *v, const infer_allocator *allocator, const char *text, size_t size,
                                 int flags, bool first, int32_t *tokens, int max, infer_error *err) {
    if (v->kind == INFER__VOCAB_NONE)
        return infer__fail(
            err, INFER_ERROR_UNSUPPORTED,
            "the model has no vocabulary, or one that is not supported (see key tokenizer.ggml.model): only token ids");
    if (size > INT_MAX / 8)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "a text of %llu bytes is too long to tokenize at once",
                           (unsigned long long)size);
    infer__encoder e = INFER__ZERO;
    infer__arena arena = INFER__ZERO;
    infer__char *chars = NULL;
    uint8_t *mark = NULL;
    e.v = v, e.allocator = allocator, e.tokens = tokens, e.max = max;
    bool wrap = first && !(flags & INFER_TOKENIZE_NO_BOS), after_special = true, ok = true;
    for (int pass = 0; pass < 2 && ok; pass++) { /* measure, place */
        mark = INFER__PUSH(&arena, uint8_t, size);
        if (v->kind == INFER__VOCAB_BPE) chars = (infer__char *)infer__push_raw(&arena, size, 2 * sizeof *chars);
        if (pass == 0) ok = infer__arena_make(&arena, allocator);
    }
    if (ok) infer__mark_special(v, text, size, flags & INFER_TOKENIZE_PLAIN, mark);
    if (wrap && v->add_bos) infer__put(&e, v->bos);
    for (size_t i = 0, n; i < size && ok; i += n) {
        n = 1;
        if (mark[i] == 0) {
            while (i + n < size && mark[i + n] == 0) n++;
            switch (v->kind) {
            case INFER__VOCAB_SPM: ok = infer__encode_spm(&e, text + i, n, v->space_prefix && after_special); break;
            case INFER__VOCAB_BPE: ok = infer__encode_bpe(&e, text + i, n, chars); break;
            case INFER__VOCAB_WPM: ok = infer__encode_wpm(&e, text + i, n); break;
            case INFER__VOCAB_UGM: ok = infer__encode_ugm(&e, text + i, n); break;
            default: infer__encode_rwkv(&e, text + i, n);
            }
            after_special = false;
        } else if (mark[i] == 1) {
            while (i + n < size && mark[i + n] == 2) n++;
            infer__put(&e, infer__vocab_find(v, text + i, n));
            after_special = true;
        }
    }
    if (wrap && v->add_eos) infer__put(&e, v->last);
    infer__arena_free(&e.arena, allocator);
    infer__arena_free(&arena, allocator);
    return ok ? e.count
              : infer__fail(err, INFER_ERROR_MEMORY, "out of memory for a text of %llu bytes",
                            (unsigned long long)size);
}

/* ---- tokens to text ---- */

/* Writes at most max bytes of a token's text, returns its whole length. plain: control tokens have none. */
static size_t infer__vocab_piece(const infer__vocab *v, int32_t token, bool plain, bool strip, char *out, size_t max) {
    infer__str s = infer__vocab_text(v, token);
    if (s.n == 0) return 0;
    unsigned a = v->attributes[token];
    size_t n = 0, step;
    bool literal = v->kind == INFER__VOCAB_RWKV || (a & (INFER__CONTROL | INFER__UNKNOWN | INFER__USER));
    bool escaped = v->pre ? v->pre->flags & INFER__ESCAPE : v->kind != INFER__VOCAB_RWKV; /* U+2581 is a space */
    if ((plain && (a & (INFER__CONTROL | INFER__UNKNOWN))) || !(literal || (a & (INFER__NORMAL | INFER__BYTE))))
        return 0;
    for (size_t i = 0; i < s.n; i += step) {
        char bytes[4];
        size_t n_bytes = step = 1;
        bytes[0] = s.p[i];
        if (!literal && (a & INFER__BYTE)) { /* <0xNN> */
            char digits[3] = {0};
            if (s.n == 6) digits[0] = s.p[3], digits[1] = s.p[4];
            bytes[0] = (char)strtol(digits, NULL, 16), step = s.n;
        } else if (!literal && escaped) {
            if (s.n - i >= 3 && memcmp(s.p + i, "\xe2\x96\x81", 3) == 0) bytes[0] = ' ', step = 3;
        } else if (!literal) {
            uint32_t c;
            step = n_bytes = infer__utf8_read(s.p + i, s.n - i, &c);
            memcpy(bytes, s.p + i, step); /* a character that stands for no byte stays as it is */
            if (infer__char_byte(c) >= 0) bytes[0] = (char)infer__char_byte(c), n_bytes = 1;
        }
        for (size_t k = 0; k < n_bytes; k++) {
            if (strip && n == 0 && bytes[k] == ' ') strip = false;
            else if (n++ < max) out[n - 1] = bytes[k];
        }
        strip = strip && n == 0;
    }
    return n;
}

/* The space before the first word is the tokenizer's, not the text's; a BOS token before it changes nothing. */
static bool infer__vocab_strips(const infer__vocab *v, bool *started, int32_t token) {
    bool strip = v->space_prefix && !*started;
    *started = *started || token != v->bos;
    return strip;
}

static int infer__vocab_detokenize(const infer__vocab *v, const int32_t *tokens, int n, int flags, char *text,
                                   int max) {
    size_t size = 0, room = (size_t)INFER__MAX(max, 0);
    bool started = false;
    for (int i = 0; i < n; i++) {
        size_t at = INFER__MIN(size, room);
        bool strip = infer__vocab_strips(v, &started, tokens[i]);
        size +=
            infer__vocab_piece(v, tokens[i], flags & INFER_TOKENIZE_PLAIN, strip, room ? text + at : NULL, room - at);
    }
    return (int)INFER__MIN(size, INT_MAX);
}

/* How many bytes at the end begin a character that is not complete: 0 to 3. */
static size_t infer__utf8_unfinished(const char *text, size_t n) {
    for (size_t k = 1; k <= 3 && k <= n; k++) {
        uint8_t c = (uint8_t)text[n - k], next = k > 1 ? (uint8_t)text[n - k + 1] : 0x90;
        if ((c & 0xc0) == 0x80) continue;
        if (c < 0xc2 || c > 0xf4 || infer__utf8_length((char)c) <= k) return 0;
        /* a second byte that no character has after this first one (overlong, surrogate, too large) */
        if (k > 1 && ((c == 0xe0 && next < 0xa0) || (c == 0xed && next > 0x9f) || (c == 0xf0 && next < 0x90) ||
                      (c == 0xf4 && next > 0x8f)))
            return 0;
        return k;
    }
    return 0;
}

static int infer__vocab_stream(const infer__vocab *v, infer_text_stream *stream, int32_t token, char *text, int max) {
    size_t room = (size_t)INFER__MAX(max, 0), n = INFER__MIN((size_t)INFER__MAX(stream->n_pending, 0), 3);
    n = INFER__MIN(n, room);
    if (n) memcpy(text, stream->pending, n);
    stream->n_pending = 0;
    if (token < 0) return (int)n;
    bool strip = infer__vocab_strips(v, &stream->started, token);
    size_t piece = infer__vocab_piece(v, token, true, strip, room ? text + n : NULL, room - n);
    n += INFER__MIN(piece, room - n);
    size_t unfinished = infer__utf8_unfinished(text, n);
    if (unfinished) memcpy(stream->pending, text + n - unfinished, unfinished);
    stream->n_pending = (int)unfinished;
    return (int)(n - unfinished);
}

/* ===========================================================================
 * [7] CHAT TEMPLATES                                                   >>chat
 * ===========================================================================
 * A model is trained on conversations written down in one fixed way, which its file describes as a Jinja program. Few
 * ways are in use, so there is no Jinja here: a row of the table says which pieces of the program's text give a way
 * away, and how a message of each role is written. The texts are those of llama.cpp's built-in templates, and never
 * begin with BOS, which the tokenizer adds. A way that is not in the table is taken for ChatML, the commonest. */

typedef struct infer__chat {
    const char *name;
    const char *find; /* in the template's text: "a&&b||c" is a and b, or else c; the first row that matches wins */
    const char *begin, *turn; /* at the beginning (%n: if no system message stands there; %y: if one does, after its
                                 content); before what follows an assistant's */
    /* Messages by role. %r is the role, %c the content, %t the content without spaces at its ends, %S the system
     * messages that have not been shown yet and an empty line, %s these without spaces at their ends. NULL: as `other`. */
    const char *system, *user, *assistant, *other; /* other NULL: no other roles */
    const char *reply;                             /* where the assistant speaks next */
} infer__chat;

#define INFER__CHAT_ANY(form)            NULL, NULL, NULL, form               /* written alike whatever the role */
#define INFER__CHAT_BAR(name)            "<\357\275\234" name "\357\275\234>" /* DeepSeek's wide bars... */
#define INFER__CHAT_END                  INFER__CHAT_BAR("end\342\226\201of\342\226\201sentence") /* ...and low lines */
#define INFER__CHAT_HOLDER(n)            INFER__CHAT_BAR("hy_place\342\226\201holder\342\226\201no\342\226\201" n)
#define INFER__CHAT_PANGU(role, content) role "\357\274\232" content "[unused10]"
#define INFER__CHAT_COHERE               "<|START_OF_TURN_TOKEN|>"

static const infer__chat infer__chats[] = {
    {"phi4", "<|im_start|>&&<|im_sep|>", "", "", INFER__CHAT_ANY("<|im_start|>%r<|im_sep|>%c<|im_end|>"),
     "<|im_start|>assistant<|im_sep|>"},
    {"smolvlm", "<|im_start|>&&<end_of_utterance>", "<|im_start|>", "", "%c\n\n", "User: %c<end_of_utterance>\n", NULL,
     "Assistant: %c<end_of_utterance>\n", "Assistant:"},
    {"chatml", "<|im_start|>", "", "", INFER__CHAT_ANY("<|im_start|>%r\n%c<|im_end|>\n"), "<|im_start|>assistant\n"},
    /* The [INST] family. Between its members spaces move and system messages change places; each was trained with its
     * own spaces. "tekken" models have a tokenizer that needs none. */
    {"mistral-v7", "[INST]&&[SYSTEM_PROMPT] ", "", "", "[SYSTEM_PROMPT] %c[/SYSTEM_PROMPT]", "[INST] %c[/INST]",
     " %c</s>", NULL, ""},
    {"mistral-v7-tekken", "[INST]&&[SYSTEM_PROMPT]", "", "", "[SYSTEM_PROMPT]%c[/SYSTEM_PROMPT]", "[INST]%c[/INST]",
     "%c</s>", NULL, ""},
    {"mistral-v1", "' [INST] ' + system_message||[AVAILABLE_TOOLS]&& [INST]", " [INST] ", " [INST] ", "%c\n\n",
     "%c [/INST]", " %c</s>", NULL, ""},
    {"mistral-v3-tekken", "[AVAILABLE_TOOLS]&&\"[INST]\"", "[INST]", "[INST]", "%c\n\n", "%c[/INST]", "%c</s>", NULL,
     ""},
    {"mistral-v3", "[AVAILABLE_TOOLS]&&[INST]", "[INST] ", "[INST] ", "%c\n\n", "%c[/INST]", " %t</s>", NULL, ""},
    {"llama2-sys-strip", "[INST]&&content.strip()", "[INST] ", "[INST] ", "<<SYS>>\n%t\n<</SYS>>\n\n", "%t [/INST]",
     "%t</s>", NULL, ""},
    {"llama2-sys-bos", "bos_token + '[INST]", "[INST] ", "<s>[INST] ", "<<SYS>>\n%c\n<</SYS>>\n\n", "%c [/INST]",
     "%c</s>", NULL, ""},
    {"llama2-sys", "[INST]&&<<SYS>>", "[INST] ", "[INST] ", "<<SYS>>\n%c\n<</SYS>>\n\n", "%c [/INST]", "%c</s>", NULL,
     ""},
    {"llama2", "[INST]", "[INST] ", "[INST] ", "%c\n", "%c [/INST]", "%c</s>", NULL, ""},
    {"phi3", "<|assistant|>&&<|end|>", "", "", INFER__CHAT_ANY("<|%r|>\n%c<|end|>\n"), "<|assistant|>\n"},
    {"chatglm4", "[gMASK]<sop>", "[gMASK]<sop>", "", INFER__CHAT_ANY("<|%r|>\n%c"), "<|assistant|>\n"},
    /* Zephyr beta and TinyLlama; llama.cpp's built-in list does not have it, its Jinja programs do */
    {"zephyr-beta", "'<|user|>\\n' + message['content'] + eos_token||'<|user|>\n' + message['content'] + eos_token", "",
     "", INFER__CHAT_ANY("<|%r|>\n%c</s>\n"), "<|assistant|>\n"},
    {"exaone-moe", "<|assistant|>&&<|user|>&&<|tool_declare|>", "", "", INFER__CHAT_ANY("<|%r|>\n%t<|endofturn|>\n"),
     "<|assistant|>\n"},
    {"falcon3", "<|assistant|>&&<|user|>&&</s>", "", "", INFER__CHAT_ANY("<|%r|>\n%c\n"), "<|assistant|>\n"},
    {"zephyr", "<|user|>&&<|endoftext|>", "", "", INFER__CHAT_ANY("<|%r|>\n%c<|endoftext|>\n"), "<|assistant|>\n"},
    {"glmedge", "<|assistant|>&&<|user|>", "", "", INFER__CHAT_ANY("<|%r|>\n%c"), "<|assistant|>"},
    {"gemma", "<start_of_turn>", "", "", "", NULL, "<start_of_turn>model\n%t<end_of_turn>\n",
     "<start_of_turn>%r\n%s%t<end_of_turn>\n", "<start_of_turn>model\n"},
    {"orion", "'\\n\\nAssistant: ' + eos_token", "", "", "", "Human: %S%c\n\nAssistant: </s>", NULL, "%c</s>", ""},
    {"openchat", "GPT4 Correct ", "", "", "%c<|end_of_turn|>", "GPT4 Correct User: %c<|end_of_turn|>",
     "GPT4 Correct Assistant: %c<|end_of_turn|>", NULL, "GPT4 Correct Assistant:"},
    {"vicuna-orca", "USER: &&ASSISTANT: &&SYSTEM: ", "", "", "SYSTEM: %c\n", "USER: %c\n", "ASSISTANT: %c</s>\n", NULL,
     "ASSISTANT:"},
    {"vicuna", "USER: &&ASSISTANT: ", "", "", "%c\n\n", "USER: %c\n", "ASSISTANT: %c</s>\n", NULL, "ASSISTANT:"},
    {"deepseek", "### Instruction:&&<|EOT|>", "", "", "%c", "### Instruction:\n%c\n", "### Response:\n%c\n<|EOT|>\n",
     NULL, "### Response:\n"},
    {"command-r", INFER__CHAT_COHERE "&&<|USER_TOKEN|>", "", "",
     INFER__CHAT_COHERE "<|SYSTEM_TOKEN|>%t<|END_OF_TURN_TOKEN|>",
     INFER__CHAT_COHERE "<|USER_TOKEN|>%t<|END_OF_TURN_TOKEN|>",
     INFER__CHAT_COHERE "<|CHATBOT_TOKEN|>%t<|END_OF_TURN_TOKEN|>", NULL, INFER__CHAT_COHERE "<|CHATBOT_TOKEN|>"},
    {"llama3", "<|start_header_id|>&&<|end_header_id|>", "", "",
     INFER__CHAT_ANY("<|start_header_id|>%r<|end_header_id|>\n\n%t<|eot_id|>"),
     "<|start_header_id|>assistant<|end_header_id|>\n\n"},
    {"chatglm3", "[gMASK]sop", "[gMASK]sop", "", INFER__CHAT_ANY("<|%r|>\n %c"), "<|assistant|>"},
    {"minicpm", "<\347\224\250\346\210\267>", "", "", NULL, "<\347\224\250\346\210\267>%t<AI>", NULL, "%t", ""},
    {"deepseek2", "'Assistant: ' + message['content'] + eos_token", "", "", "%c\n\n", "User: %c\n\n",
     "Assistant: %c" INFER__CHAT_END, NULL, "Assistant:"},
    {"deepseek3", INFER__CHAT_BAR("Assistant") "&&" INFER__CHAT_BAR("User") "&&" INFER__CHAT_END, "", "", "%c\n\n",
     INFER__CHAT_BAR("User") "%c", INFER__CHAT_BAR("Assistant") "%c" INFER__CHAT_END, NULL,
     INFER__CHAT_BAR("Assistant")},
    {"exaone4", "[|system|]&&[|assistant|]&&[|endofturn|]&&[|tool|]", "", "", NULL, "[|user|]%t\n", NULL,
     "[|%r|]%t[|endofturn|]\n", "[|assistant|]"},
    {"exaone3", "[|system|]&&[|assistant|]&&[|endofturn|]", "", "", "[|system|]%t[|endofturn|]\n", "[|user|]%t\n",
     "[|assistant|]%t[|endofturn|]\n", NULL, "[|assistant|]"},
    {"granite-4.0", "<|start_of_role|>&&<tool_call>", "", "",
     INFER__CHAT_ANY("<|start_of_role|>%r<|end_of_role|>%c<|end_of_text|>\n"),
     "<|start_of_role|>assistant<|end_of_role|>"},
    {"granite", "<|start_of_role|>", "", "", INFER__CHAT_ANY("<|start_of_role|>%r<|end_of_role|>%c<|end_of_text|>\n"),
     "<|start_of_role|>assistant<|end_of_role|>"},
    {"llama4", "<|header_start|>&&<|header_end|>", "", "",
     INFER__CHAT_ANY("<|header_start|>%r<|header_end|>\n\n%t<|eot|>"), "<|header_start|>assistant<|header_end|>\n\n"},
    {"megrez", "<|role_start|>", "", "", INFER__CHAT_ANY("<|role_start|>%r<|role_end|>%c<|turn_end|>"),
     "<|role_start|>assistant<|role_end|>"},
    {"bailing-think", "<role>ASSISTANT</role>&&\"HUMAN\"&&<think>", "", "", "<role>SYSTEM</role>%c",
     "<role>HUMAN</role>%c", "<role>ASSISTANT</role>%c", NULL, "<role>ASSISTANT</role><think>"},
    {"bailing2", "<role>ASSISTANT</role>&&<role>HUMAN</role>&&<|role_end|>",
     "%n<role>SYSTEM</role>detailed thinking off<|role_end|>", "", "<role>SYSTEM</role>%c<|role_end|>",
     "<role>HUMAN</role>%c<|role_end|>", "<role>ASSISTANT</role>%c<|role_end|>", NULL, "<role>ASSISTANT</role>"},
    {"bailing", "<role>ASSISTANT</role>", "", "", "<role>SYSTEM</role>%c", "<role>HUMAN</role>%c",
     "<role>ASSISTANT</role>%c", NULL, "<role>ASSISTANT</role>"},
    {"dots1", "<|endofuserprompt|>", "", "", "<|system|>%c<|endofsystem|>", "<|userprompt|>%c<|endofuserprompt|>", NULL,
     "<|response|>%c<|endofresponse|>", "<|response|>"},
    {"hunyuan-moe", "<|startoftext|>&&<|extra_4|>", "", "", "<|startoftext|>%c<|extra_4|>", NULL, "%c<|eos|>",
     "<|startoftext|>%c<|extra_0|>", ""},
    {"hunyuan-dense", INFER__CHAT_HOLDER("2") "&&" INFER__CHAT_HOLDER("3"), "%y" INFER__CHAT_HOLDER("3"), "", "",
     INFER__CHAT_BAR("hy_User") "%c" INFER__CHAT_BAR("hy_Assistant"),
     INFER__CHAT_BAR("hy_Assistant") "%c" INFER__CHAT_HOLDER("2"), NULL, ""},
    {"kimi-k2", "<|im_assistant|>assistant<|im_middle|>", "", "", NULL, "<|im_user|>user<|im_middle|>%c<|im_end|>",
     "<|im_assistant|>assistant<|im_middle|>%c<|im_end|>", "<|im_system|>%r<|im_middle|>%c<|im_end|>",
     "<|im_assistant|>assistant<|im_middle|>"},
    {"seed_oss", "<seed:bos>", "", "", NULL, NULL, "<seed:bos>assistant\n%t<seed:eos>", "<seed:bos>%r\n%c<seed:eos>",
     "<seed:bos>assistant\n"},
    {"grok-2", "<|separator|>", "", "", "System: %t<|separator|>\n\n", "Human: %t<|separator|>\n\n",
     "Assistant: %c<|separator|>\n\n", NULL, "Assistant:"},
    {"solar-open", "<|begin|>&&<|content|>", "", "", INFER__CHAT_ANY("<|begin|>%r<|content|>%c<|end|>"),
     "<|begin|>assistant"},
    {"pangu-embedded", "[unused9]", "%n[unused9]" INFER__CHAT_PANGU("\347\263\273\347\273\237", ""), "",
     "[unused9]" INFER__CHAT_PANGU("\347\263\273\347\273\237", "%c"),
     "[unused9]" INFER__CHAT_PANGU("\347\224\250\346\210\267", "%c"),
     "[unused9]" INFER__CHAT_PANGU("\345\212\251\346\211\213", "%c"), NULL,
     "[unused9]\345\212\251\346\211\213\357\274\232"},
    {"gpt-oss", "<|start|>&&<|channel|>", "", "", NULL, NULL, "<|start|>assistant<|message|>%c<|return|>",
     "<|start|>%r<|message|>%c<|end|>", "<|start|>assistant"},
    {"chatml", "", "", "", INFER__CHAT_ANY("<|im_start|>%r\n%c<|im_end|>\n"), "<|im_start|>assistant\n"}};

#define INFER__CHAT_FALLBACK ((int)INFER__COUNT(infer__chats) - 1) /* matches everything */

static bool infer__str_has(infer__str text, const char *piece, size_t n) {
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, piece, n) == 0) return true;
    return n == 0;
}

static bool infer__chat_matches(infer__str text, const char *find) {
    bool all = true;
    for (const char *end;; find = end + 2) {
        for (end = find; *end && strncmp(end, "&&", 2) != 0 && strncmp(end, "||", 2) != 0;) end++;
        all = all && infer__str_has(text, find, (size_t)(end - find));
        if (*end == '&') continue;
        if (all || !*end) return all;
        all = true;
    }
}

/* The row for a template's text, or for a row's name in its place. Without a text the hint, an architecture such as
 * "gemma2", may begin with a row's name. */
static int infer__chat_recognise(infer__str text, infer__str hint) {
    int best = INFER__CHAT_FALLBACK;
    size_t longest = 0;
    for (int i = 0; i < INFER__CHAT_FALLBACK; i++) {
        const char *name = infer__chats[i].name;
        size_t n = strlen(name);
        if (infer__str_is(text, name)) return i;
        if (text.n == 0 && n > longest && n <= hint.n && memcmp(hint.p, name, n) == 0) best = i, longest = n;
    }
    for (int i = 0; text.n && i < INFER__CHAT_FALLBACK; i++)
        if (infer__chat_matches(text, infer__chats[i].find)) return i;
    return best;
}

static const char *infer__chat_name(int index) { return infer__chats[index].name; }

typedef struct infer__text { /* as snprintf: counts everything, keeps what fits */
    char *p;
    size_t max, n;
} infer__text;

static void infer__text_put(infer__text *t, const char *data, size_t n) {
    if (n && t->n < t->max) memcpy(t->p + t->n, data, INFER__MIN(n, t->max - t->n));
    t->n += n;
}

static infer__str infer__trim(const char *text) {
    infer__str s = infer__str_of(text);
    while (s.n && memchr(" \t\n\v\f\r", s.p[0], 6)) s.p++, s.n--;
    while (s.n && memchr(" \t\n\v\f\r", s.p[s.n - 1], 6)) s.n--;
    return s;
}

/* Renders the conversation, with snprintf's contract; see infer_chat_format. */
static int infer__chat_render(int index, const infer_message *messages, int n, bool open_reply, char *text, size_t max,
                              infer_error *err) {
    const infer__chat *chat = &infer__chats[index];
    infer__text out = {text, text ? max : 0, 0};
    int shown = 0; /* system messages before this one need no %s any more */
    bool replied = false;
    if (n < 0 || (n > 0 && !messages))
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_chat_format: %d messages at %p", n,
                           (const void *)messages);
    const char *begin = chat->begin;
    if (begin[0] == '%') {
        bool system = n && messages[0].role && messages[0].content && strcmp(messages[0].role, "system") == 0;
        if (begin[1] == 'y' && system) infer__text_put(&out, messages[0].content, strlen(messages[0].content));
        begin = system == (begin[1] == 'y') ? begin + 2 : "";
    }
    infer__text_put(&out, begin, strlen(begin));
    for (int i = 0; i < n; i++) {
        const char *role = messages[i].role, *content = messages[i].content;
        if (!role || !content)
            return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_chat_format: message %d: the %s is NULL", i,
                               role ? "content" : "role");
        bool assistant = strcmp(role, "assistant") == 0;
        const char *form = assistant                     ? chat->assistant
                           : strcmp(role, "user") == 0   ? chat->user
                           : strcmp(role, "system") == 0 ? chat->system
                                                         : NULL;
        if (!form) form = chat->other;
        if (!form)
            return infer__fail(err, INFER_ERROR_ARGUMENT,
                               "infer_chat_format: message %d: the template %s has no role \"%.40s\"", i, chat->name,
                               role);
        if (replied) infer__text_put(&out, chat->turn, strlen(chat->turn));
        replied = assistant;
        for (const char *f = form; *f; f++) {
            infer__str s = {f, 1};
            if (*f == '%') {
                char code = *++f;
                if (code == 's' || code == 'S') {
                    size_t before = out.n;
                    for (; shown < i; shown++) {
                        s = code == 's' ? infer__trim(messages[shown].content) : infer__str_of(messages[shown].content);
                        if (strcmp(messages[shown].role, "system") == 0) infer__text_put(&out, s.p, s.n);
                    }
                    s.p = "\n\n", s.n = out.n > before ? 2 : 0;
                } else {
                    s = code == 'r' ? infer__str_of(role) : code == 'c' ? infer__str_of(content) : infer__trim(content);
                }
            }
            infer__text_put(&out, s.p, s.n);
        }
        if (out.n > INT_MAX) break;
    }
    if (open_reply) infer__text_put(&out, chat->reply, strlen(chat->reply));
    if (out.n > INT_MAX) return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_chat_format: more than 2 GB of text");
    if (out.n < out.max) text[out.n] = 0;
    return (int)out.n;
}

/* What encloses thinking and tool calls in the models' texts; where `close` is "" the section ends with the text. */
static const struct {
    int kind;
    const char *open, *close;
} infer__sections[] = {{INFER_TEXT_THINKING, "<think>", "</think>"},
                       {INFER_TEXT_THINKING, "<thinking>", "</thinking>"},
                       {INFER_TEXT_THINKING, "[THINK]", "[/THINK]"},
                       {INFER_TEXT_THINKING, "<seed:think>", "</seed:think>"},
                       {INFER_TEXT_THINKING, "<|START_THINKING|>", "<|END_THINKING|>"},
                       {INFER_TEXT_THINKING, "<|channel|>analysis<|message|>", "<|end|>"},
                       {INFER_TEXT_TOOL_CALL, "<|channel|>commentary", "<|call|>"},
                       {INFER_TEXT_TOOL_CALL, "<tool_call>", "</tool_call>"},
                       {INFER_TEXT_TOOL_CALL, "<|tool_call|>", ""},
                       {INFER_TEXT_TOOL_CALL, "[TOOL_CALLS]", ""},
                       {INFER_TEXT_TOOL_CALL, "<|python_tag|>", ""},
                       {INFER_TEXT_TOOL_CALL, "<minimax:tool_call>", "</minimax:tool_call>"},
                       {INFER_TEXT_TOOL_CALL, "<|START_ACTION|>", "<|END_ACTION|>"},
                       {INFER_TEXT_TOOL_CALL, "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"},
                       {INFER_TEXT_TOOL_CALL, INFER__CHAT_BAR("tool" INFER__LOW "calls" INFER__LOW "begin"),
                        INFER__CHAT_BAR("tool" INFER__LOW "calls" INFER__LOW "end")}};
#define INFER__LONGEST_MARKER 48

/* Whether the token is a marker, or a part of one, that is to be seen. */
static bool infer__is_marker(infer__str name) {
    for (size_t i = 0; i < INFER__COUNT(infer__sections) && name.n > 2; i++)
        if (infer__str_has(infer__str_of(infer__sections[i].open), name.p, name.n) ||
            infer__str_has(infer__str_of(infer__sections[i].close), name.p, name.n))
            return true;
    return false;
}

/* How much of the text belongs to section *at (-1: to the answer), which then becomes the section of what follows. What
 * may be the beginning of a marker is kept back, unless it is the end of the text. */
static size_t infer__section_next(const char *text, size_t n, bool end, int *at) {
    size_t keep = 0;
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < (*at < 0 ? (int)INFER__COUNT(infer__sections) : 1); k++) {
            const char *marker = *at < 0 ? infer__sections[k].open : infer__sections[*at].close;
            size_t size = strlen(marker), same = INFER__MIN(size, n - i);
            if (size == 0 || memcmp(marker, text + i, same) != 0) continue;
            if (same < size) {
                keep = INFER__MAX(keep, n - i);
                continue;
            }
            bool open = *at < 0;
            *at = open ? k : -1;
            return open ? i : i + size;
        }
    return end ? n : n - keep;
}

/* ===========================================================================
 * [8] KERNELS                                                       >>kernels
 * ===========================================================================
 * The arithmetic under the plan's operations, one function each, on rows that lie in memory one after another. The scalar
 * twin says what is computed, the vector twins below it compute it faster, and the function without a suffix picks one
 * by the tier. Dot products stand with their formats in [4]. A kernel never allocates, never looks at the model, and
 * gives an element the same value however the work is split. */

#ifdef INFER__X86
#define INFER__PICK(tier, name, args) ((tier) >= INFER_KERNELS_AVX2 ? name##_avx2 args : name##_scalar args)
#else
#define INFER__PICK(tier, name, args) ((void)(tier), name##_scalar args)
#endif

/* Small loops over registers must be unrolled, or the registers become memory; and gcc, left alone, reads an operand
 * again for every use rather than keep it in a register. */
#if defined(__GNUC__) && !defined(__clang__)
#define INFER__UNROLL _Pragma("GCC unroll 16")
#else
#define INFER__UNROLL
#endif
#ifdef __GNUC__
#define INFER__KEEP(v) __asm__("" : "+v"(v))
#else
#define INFER__KEEP(v) ((void)0)
#endif

/* RMSNorm (Zhang and Sennrich 2019): out[i] = x[i] / sqrt(mean(x^2) + eps) * w[i]. The sum runs in double: it decides
 * every element of the row. out may be x. */
static void infer__rms_norm_scalar(float *out, const float *x, const float *w, int n, float eps) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += (double)x[i] * x[i];
    float scale = 1.0f / sqrtf((float)(sum / n) + eps);
    for (int i = 0; i < n; i++) out[i] = x[i] * scale * w[i];
}

#ifdef INFER__X86
INFER__AVX2 static void infer__rms_norm_avx2(float *out, const float *x, const float *w, int n, float eps) {
    __m256d sums[2] = {_mm256_setzero_pd(), _mm256_setzero_pd()};
    double sum = 0, lane[4];
    int i = 0, whole = n / 8 * 8;
    for (; i < whole; i += 8) {
        __m256d lo = _mm256_cvtps_pd(_mm_loadu_ps(x + i)), hi = _mm256_cvtps_pd(_mm_loadu_ps(x + i + 4));
        sums[0] = _mm256_fmadd_pd(lo, lo, sums[0]), sums[1] = _mm256_fmadd_pd(hi, hi, sums[1]);
    }
    for (; i < n; i++) sum += (double)x[i] * x[i];
    _mm256_storeu_pd(lane, _mm256_add_pd(sums[0], sums[1]));
    sum += (lane[0] + lane[1]) + (lane[2] + lane[3]);
    float scale = 1.0f / sqrtf((float)(sum / n) + eps);
    for (i = 0; i < whole; i += 8) {
        __m256 v = _mm256_mul_ps(_mm256_loadu_ps(x + i), _mm256_set1_ps(scale));
        _mm256_storeu_ps(out + i, _mm256_mul_ps(v, _mm256_loadu_ps(w + i)));
    }
    for (; i < n; i++) out[i] = x[i] * scale * w[i];
}
#endif

static void infer__rms_norm(int tier, float *out, const float *x, const float *w, int n, float eps) {
    INFER__PICK(tier, infer__rms_norm, (out, x, w, n, eps));
}

/* LayerNorm (Ba et al. 2016): out[i] = (x[i] - mean) / sqrt(variance + eps) * w[i] + bias[i]. out may be x. */
static void infer__layer_norm(float *out, const float *x, const float *w, const float *bias, int n, float eps) {
    double sum[4] = {0, 0, 0, 0}, squares[4] = {0, 0, 0, 0};
    int whole = n / 4 * 4;
    for (int i = 0; i < n; i++) sum[i < whole ? i % 4 : 0] += (double)x[i];
    double mean = ((sum[0] + sum[1]) + (sum[2] + sum[3])) / n;
    for (int i = 0; i < n; i++) squares[i < whole ? i % 4 : 0] += ((double)x[i] - mean) * ((double)x[i] - mean);
    double variance = ((squares[0] + squares[1]) + (squares[2] + squares[3])) / n;
    float scale = 1.0f / sqrtf((float)variance + eps);
    for (int i = 0; i < n; i++) out[i] = (x[i] - (float)mean) * scale * w[i] + (bias ? bias[i] : 0.0f);
}

/* Rotary position embedding (Su et al. 2021): turns n/2 pairs of a head's elements by the angles of its position. The
 * pairs are neighbours (2i, 2i+1) as in the paper, or (i, i + n/2) as in GPT-NeoX. */
static void infer__rotate_scalar(float *x, const float *cosine, const float *sine, int n, bool neox) {
    int step = neox ? 1 : 2, apart = neox ? n / 2 : 1;
    for (int i = 0; i < n / 2; i++) {
        float *a = x + i * step, *b = a + apart;
        float re = *a * cosine[i] - *b * sine[i], im = *a * sine[i] + *b * cosine[i];
        *a = re, *b = im;
    }
}

#ifdef INFER__X86
INFER__AVX2 static void infer__rotate_avx2(float *x, const float *cosine, const float *sine, int n, bool neox) {
    int half = n / 2;
    if (half % (neox ? 8 : 4)) {
        infer__rotate_scalar(x, cosine, sine, n, neox);
        return;
    }
    for (int i = 0; neox && i < half; i += 8) {
        __m256 a = _mm256_loadu_ps(x + i), b = _mm256_loadu_ps(x + half + i);
        __m256 c = _mm256_loadu_ps(cosine + i), s = _mm256_loadu_ps(sine + i);
        _mm256_storeu_ps(x + i, _mm256_fmsub_ps(a, c, _mm256_mul_ps(b, s)));
        _mm256_storeu_ps(x + half + i, _mm256_fmadd_ps(a, s, _mm256_mul_ps(b, c)));
    }
    __m256i twice = _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
    for (int i = 0; !neox && i < half; i += 4) {
        __m256 c = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(cosine + i)), twice);
        __m256 s = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(sine + i)), twice);
        __m256 v = _mm256_loadu_ps(x + 2 * i), swapped = _mm256_permute_ps(v, 0xb1);
        _mm256_storeu_ps(x + 2 * i, _mm256_fmaddsub_ps(v, c, _mm256_mul_ps(swapped, s))); /* even -, odd + */
    }
}
#endif

static void infer__rotate(int tier, float *x, const float *cosine, const float *sine, int n, bool neox) {
    INFER__PICK(tier, infer__rotate, (x, cosine, sine, n, neox));
}

#ifdef INFER__X86
/* e^x = 2^n e^r with n the integer nearest to x / ln 2, so |r| <= ln(2) / 2: there the Taylor series up to r^6 is off by
 * 1.2e-7. ln 2 in two parts, the first short enough for n times it to be exact. What is below the smallest normal number
 * becomes 0, what is above the largest stays just below it, a NaN stays a NaN (MAXPS gives its second operand then). */
INFER__INLINE INFER__AVX2 __m256 infer__exp_avx2(__m256 x) {
    const __m256 lowest = _mm256_set1_ps(-87.33654f);
    __m256 t = _mm256_min_ps(_mm256_set1_ps(88.37626f), _mm256_max_ps(lowest, x));
    __m256 n = _mm256_round_ps(_mm256_mul_ps(t, _mm256_set1_ps(1.44269504f)), 8);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693145752f), t);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(1.42860677e-6f), r);
    __m256 p = _mm256_fmadd_ps(_mm256_set1_ps(1.0f / 720), r, _mm256_set1_ps(1.0f / 120));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f / 24));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f / 6));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.5f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f));
    __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    p = _mm256_mul_ps(p, _mm256_castsi256_ps(power));
    return _mm256_and_ps(p, _mm256_cmp_ps(x, lowest, _CMP_NLT_UQ));
}

/* Masked forms with all lanes on: g++ warns of undefined lanes in its own headers for the plain ones. */
#define INFER__MAX512(a, b)  _mm512_maskz_max_ps(0xffff, a, b)
#define INFER__HALF512(v, i) _mm512_maskz_extractf32x8_ps(0xff, v, i)

INFER__INLINE INFER__AVX512 __m512 infer__exp_avx512(__m512 x) { /* SCALEF takes care of the ends */
    __m512 t = INFER__MAX512(_mm512_set1_ps(-105.0f), x);
    __m512 n = _mm512_maskz_roundscale_ps(0xffff, _mm512_mul_ps(t, _mm512_set1_ps(1.44269504f)), 8);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693145752f), t);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(1.42860677e-6f), r);
    __m512 p = _mm512_fmadd_ps(_mm512_set1_ps(1.0f / 720), r, _mm512_set1_ps(1.0f / 120));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f / 24));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f / 6));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.5f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    return _mm512_maskz_scalef_ps(0xffff, p, n);
}
#endif

/* Activations; the squared ReLU is So et al.'s (2021). */
enum { INFER__SILU, INFER__GELU_TANH, INFER__RELU_1, INFER__RELU_2, INFER__SWIGLU_CLAMPED };

/* Gated linear unit (Shazeer 2020): out[i] = act(gate[i]) * up[i], with SiLU: g * sigmoid(g), or GELU in its tanh form:
 * g/2 * (1 + tanh(sqrt(2/pi) * (g + 0.044715 g^3))). up NULL: act(gate[i]) alone. limit > 0: act at most that, up at
 * most that far from 0. The clamped SwiGLU of gpt-oss: g * sigmoid(1.702 g) * (up + 1), g and up within 7. out may be gate. */
static void infer__glu_scalar(float *out, const float *gate, const float *up, int n, int act, float limit) {
    if (act == INFER__SWIGLU_CLAMPED) limit = 7.0f;
    for (int i = 0; i < n; i++) {
        float g = gate[i], u = up ? up[i] : 1.0f;
        if (limit > 0) u = INFER__MAX(-limit, INFER__MIN(u, limit));
        switch (act) {
        case INFER__SILU: g = g / (1.0f + expf(-g)); break;
        case INFER__GELU_TANH:
            g = 0.5f * g * (1.0f + tanhf(0.79788456080286536f * g * (1.0f + 0.044715f * g * g)));
            break;
        case INFER__SWIGLU_CLAMPED: g = INFER__MIN(g, limit), g = g / (1.0f + expf(-1.702f * g)), u += 1.0f; break;
        default: g = INFER__MAX(g, 0.0f), g = act == INFER__RELU_2 ? g * g : g; break;
        }
        if (limit > 0 && act == INFER__SILU) g = INFER__MIN(g, limit);
        out[i] = g * u;
    }
}

#ifdef INFER__X86
/* (1 + tanh(a)) / 2 = sigmoid(2a): both activations are g * sigmoid(something). */
INFER__AVX2 static void infer__glu_avx2(float *out, const float *gate, const float *up, int n, int act, float limit) {
    const __m256 one = _mm256_set1_ps(1.0f);
    int i = 0;
    for (; i + 8 <= n && act <= INFER__GELU_TANH && !(limit > 0); i += 8) {
        __m256 g = _mm256_loadu_ps(gate + i), a = _mm256_sub_ps(_mm256_setzero_ps(), g);
        if (act == INFER__GELU_TANH)
            a = _mm256_mul_ps(_mm256_mul_ps(a, _mm256_set1_ps(2 * 0.79788456080286536f)),
                              _mm256_fmadd_ps(_mm256_mul_ps(g, g), _mm256_set1_ps(0.044715f), one));
        g = _mm256_div_ps(g, _mm256_add_ps(one, infer__exp_avx2(a)));
        _mm256_storeu_ps(out + i, up ? _mm256_mul_ps(g, _mm256_loadu_ps(up + i)) : g);
    }
    infer__glu_scalar(out + i, gate + i, up ? up + i : NULL, n - i, act, limit);
}
#endif

static void infer__glu(int tier, float *out, const float *gate, const float *up, int n, int act, float limit) {
    INFER__PICK(tier, infer__glu, (out, gate, up, n, act, limit));
}

/* Soft cap (Gemma 2): x[i] = cap * tanh(x[i] / cap), in place. */
static void infer__softcap_scalar(float *x, int n, float cap) {
    for (int i = 0; i < n; i++) x[i] = cap * tanhf(x[i] / cap);
}

#ifdef INFER__X86
/* tanh(a) = 1 - 2 / (e^2a + 1): near 0 good to 1e-7 of the cap, which is what a sum with other scores can see. */
INFER__AVX2 static void infer__softcap_avx2(float *x, int n, float cap) {
    const __m256 one = _mm256_set1_ps(1.0f), twice = _mm256_set1_ps(2.0f * cap), inverse = _mm256_set1_ps(2.0f / cap);
    int i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 e = infer__exp_avx2(_mm256_mul_ps(_mm256_loadu_ps(x + i), inverse));
        _mm256_storeu_ps(x + i, _mm256_sub_ps(_mm256_set1_ps(cap), _mm256_div_ps(twice, _mm256_add_ps(e, one))));
    }
    infer__softcap_scalar(x + i, n - i, cap);
}
#endif

static void infer__softcap(int tier, float *x, int n, float cap) { INFER__PICK(tier, infer__softcap, (x, n, cap)); }

/* A row of the KV cache, from floats. */
static void infer__store_scalar(const infer__format *f, const float *x, uint8_t *out, int n) {
    f->quantize(x, out, (size_t)n);
}

#ifdef INFER__X86
INFER__AVX2 static void infer__store_avx2(const infer__format *f, const float *x, uint8_t *out, int n) {
    int i = 0, sums[2];
    for (; f->type == INFER_TYPE_F16 && i + 8 <= n; i += 8)
        _mm_storeu_si128((__m128i *)(void *)(out + 2 * i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), 0));
    for (; f->type == INFER_TYPE_Q8_0 && i < n; i += 32) {
        infer__block_q8_0 *b = (infer__block_q8_0 *)(void *)out + i / 32;
        float d, scale = infer__act_scale(infer__act_top_avx2(x + i, 32), &d);
        b->d = infer__f32_to_f16(d);
        infer__act_round_avx2(x + i, scale, b->qs, sums);
    }
    f->quantize(x + i, out + infer__row_bytes(f, (size_t)i), (size_t)(n - i));
}
#endif

static void infer__store(int tier, const infer__format *f, const float *x, uint8_t *out, int n) {
    INFER__PICK(tier, infer__store, (f, x, out, n));
}

/* ---- attention ---------------------------------------------------------- */

/* out(t, h) = sum_j softmax_j(cap(scale * q(t, h) . k(j, g))) v(j, g) for every query t and head h, g the kv head that
 * h's group of heads shares. Positions count keys: query t stands at `position` + t, key j in slot j % capacity. All
 * strides are in bytes. Scores exist a tile at a time: the softmax is online (Milakov and Gimelshein 2018;
 * FlashAttention, Dao et al. 2022), with a running maximum and sum; what has been gathered is rescaled when the maximum
 * moves. */
typedef struct infer__attention {
    const uint8_t *q, *k, *v;
    uint8_t *out;
    const infer__format *q_format, *kv_format, *out_format;
    size_t q_token, q_head, k_slot, k_head, v_slot, v_head, out_token, out_head;
    int heads, kv_heads, dk, dv;
    int n, position, keys, capacity; /* queries, where the first stands; keys in all */
    bool causal;                     /* a query sees no key after it */
    int window;                      /* nor any `window` or more away; 0: all */
    bool chunked;                    /* nor any before its own chunk of `window` */
    float scale, cap;
    float alibi; /* above 0: scores fall by slope(h) x distance (Press et al. 2021), slopes 2^(-alibi (h+1) / heads) */
    const float *sinks; /* heads, or NULL: a score that is in the softmax's sum, with no value (Xiao et al. 2023) */
} infer__attention;

/* The slope of a head; where heads are no power of two, those past the last one lie between the others. */
static float infer__slope(const infer__attention *a, int head) {
    int whole = 1;
    while (2 * whole <= a->heads) whole *= 2;
    return head < whole ? exp2f(-a->alibi * (float)(head + 1) / (float)whole)
                        : exp2f(-a->alibi * (float)(2 * (head - whole) + 1) / (float)(2 * whole));
}

/* The keys [from, to) that query t sees. */
static void infer__visible(const infer__attention *a, int t, int *from, int *to) {
    int p = a->position + t;
    *from = !a->window ? 0 : a->chunked ? p / a->window * a->window : INFER__MAX(0, p - a->window + 1);
    *to = a->causal ? p + 1 : a->window && a->window < a->keys - p ? p + a->window : a->keys;
}

/* One query and head. row: dk + 2 dv floats. */
static void infer__attend_scalar(const infer__attention *a, int t, int head, float *row) {
    int kv_head = head / (a->heads / a->kv_heads), dk = a->dk, dv = a->dv, from, to;
    float max = a->sinks ? a->sinks[head] : -INFINITY, sum = a->sinks ? 1.0f : 0.0f, *q = row, *out = row + dk;
    float slope = a->alibi > 0 ? infer__slope(a, head) : 0.0f;
    row = out + dv;
    const uint8_t *k = a->k + (size_t)kv_head * a->k_head, *v = a->v + (size_t)kv_head * a->v_head;
    a->q_format->dequantize(a->q + (size_t)t * a->q_token + (size_t)head * a->q_head, q, (size_t)dk);
    for (int i = 0; i < dv; i++) out[i] = 0;
    infer__visible(a, t, &from, &to);
    for (int j = from; j < to; j++) {
        size_t slot = (size_t)(j % a->capacity);
        float score = 0;
        a->kv_format->dequantize(k + slot * a->k_slot, row, (size_t)dk);
        for (int i = 0; i < dk; i++) score += q[i] * row[i];
        score *= a->scale;
        if (a->cap > 0) infer__softcap(INFER_KERNELS_SCALAR, &score, 1, a->cap);
        if (a->alibi > 0) score -= slope * (float)abs(a->position + t - j);
        if (score > max) {
            float shrink = expf(max - score);
            for (int i = 0; i < dv; i++) out[i] *= shrink;
            sum *= shrink, max = score;
        }
        float p = expf(score - max);
        a->kv_format->dequantize(v + slot * a->v_slot, row, (size_t)dv);
        for (int i = 0; i < dv; i++) out[i] += p * row[i];
        sum += p;
    }
    for (int i = 0; i < dv; i++) out[i] /= sum;
    a->out_format->quantize(out, a->out + (size_t)t * a->out_token + (size_t)head * a->out_head, (size_t)dv);
}

/* The vector tiers take rows, the queries of some tokens and heads of one group, through the keys in tiles. A tile's K is
 * widened to floats and turned on its side, its V widened, once for all rows: cached bytes are read once for a group of
 * heads. Both products, S = Q K^T and O += P V, are then one kernel. A single token has few rows but, late in a long
 * text, many keys: those are cut in chunks, whose length depends on nothing but their number, and the chunks' results
 * are put together in order, no matter who computed them. */
enum {
    INFER__ROWS = 192,      /* at most so many rows share a tile */
    INFER__KEYS = 64,       /* keys in a tile */
    INFER__KEY_CHUNK = 512, /* keys in a chunk, unless that makes more than KEY_CHUNKS of them */
    INFER__KEY_CHUNKS = 32
};

static bool infer__attend_tiled(int dk, int dv) { return dk % 8 == 0 && dv % 8 == 0 && dk <= 256 && dv <= 256; }
static int infer__pad16(int n) { return (n + 15) / 16 * 16; }

/* Floats of scratch for a thread, and shared ones for the chunks of `keys` keys. */
static size_t infer__attend_scratch(int dk, int dv) {
    size_t wide = (size_t)dk + (size_t)infer__pad16(dv);
    if (!infer__attend_tiled(dk, dv)) return (size_t)dk + 2 * (size_t)dv;
    return (INFER__ROWS + INFER__KEYS) * wide + INFER__ROWS * 17 + 6 * INFER__KEYS + INFER__KEY_CHUNKS;
}
static size_t infer__attend_partials(int heads, int dv, int keys) {
    if (!infer__attend_tiled(dv, dv)) return 0;
    int chunks = INFER__MIN(keys / INFER__KEY_CHUNK + 1, INFER__KEY_CHUNKS);
    return (size_t)heads * (size_t)chunks * (size_t)(infer__pad16(dv) + 16);
}

#ifdef INFER__X86
/* c[i][j] = sum_p a[i][p] b[p][j], or += with `add`, for up to 6 rows of 16 columns in registers. */
INFER__INLINE INFER__AVX2 void infer__block_avx2(int rows, const float *a, size_t lda, const float *b, size_t ldb,
                                                 float *c, size_t ldc, int depth, bool add) {
    __m256 sum[6][2];
    INFER__UNROLL for (int i = 0; i < rows; i++) {
        sum[i][0] = add ? _mm256_loadu_ps(c + (size_t)i * ldc) : _mm256_setzero_ps();
        sum[i][1] = add ? _mm256_loadu_ps(c + (size_t)i * ldc + 8) : _mm256_setzero_ps();
    }
    for (int p = 0; p < depth; p++, a++, b += ldb) {
        __m256 b0 = _mm256_loadu_ps(b), b1 = _mm256_loadu_ps(b + 8);
        INFER__KEEP(b0);
        INFER__KEEP(b1);
        INFER__UNROLL for (int i = 0; i < rows; i++) {
            __m256 x = _mm256_broadcast_ss(a + (size_t)i * lda);
            sum[i][0] = _mm256_fmadd_ps(x, b0, sum[i][0]);
            sum[i][1] = _mm256_fmadd_ps(x, b1, sum[i][1]);
        }
    }
    INFER__UNROLL for (int i = 0; i < rows; i++) {
        _mm256_storeu_ps(c + (size_t)i * ldc, sum[i][0]);
        _mm256_storeu_ps(c + (size_t)i * ldc + 8, sum[i][1]);
    }
}

INFER__AVX2 static void infer__rows_avx2(int rows, int columns, const float *a, size_t lda, const float *b, size_t ldb,
                                         float *c, size_t ldc, int depth, bool add) {
    for (int j = 0; j < columns; j += 16, b += 16, c += 16) {
        if (rows == 6) infer__block_avx2(6, a, lda, b, ldb, c, ldc, depth, add);
        else if (rows == 4) infer__block_avx2(4, a, lda, b, ldb, c, ldc, depth, add);
        else if (rows == 2) infer__block_avx2(2, a, lda, b, ldb, c, ldc, depth, add);
        else infer__block_avx2(1, a, lda, b, ldb, c, ldc, depth, add);
    }
}

INFER__INLINE INFER__AVX512 void infer__block_avx512(int rows, int vectors, const float *a, size_t lda, const float *b,
                                                     size_t ldb, float *c, size_t ldc, int depth, bool add) {
    __m512 sum[6][4], y[4];
    INFER__UNROLL for (int i = 0; i < rows; i++) INFER__UNROLL for (int j = 0; j < vectors; j++) sum[i][j] =
        add ? _mm512_loadu_ps(c + (size_t)i * ldc + 16 * j) : _mm512_setzero_ps();
    for (int p = 0; p < depth; p++, a++, b += ldb) {
        INFER__UNROLL for (int j = 0; j < vectors; j++) {
            y[j] = _mm512_loadu_ps(b + 16 * j);
            INFER__KEEP(y[j]);
        }
        INFER__UNROLL for (int i = 0; i < rows; i++) {
            __m512 x = _mm512_set1_ps(a[(size_t)i * lda]);
            INFER__KEEP(x);
            INFER__UNROLL for (int j = 0; j < vectors; j++) sum[i][j] = _mm512_fmadd_ps(x, y[j], sum[i][j]);
        }
    }
    INFER__UNROLL for (int i = 0; i < rows; i++) INFER__UNROLL for (int j = 0; j < vectors; j++)
        _mm512_storeu_ps(c + (size_t)i * ldc + 16 * j, sum[i][j]);
}

INFER__AVX512 static void infer__rows_avx512(int rows, int columns, const float *a, size_t lda, const float *b,
                                             size_t ldb, float *c, size_t ldc, int depth, bool add) {
    for (int step; columns > 0; columns -= step, b += step, c += step) {
        step = columns >= 64 ? 64 : columns >= 32 ? 32 : 16;
#define INFER__BLOCK(n)                                                                 \
    if (step == 64) infer__block_avx512(n, 4, a, lda, b, ldb, c, ldc, depth, add);      \
    else if (step == 32) infer__block_avx512(n, 2, a, lda, b, ldb, c, ldc, depth, add); \
    else infer__block_avx512(n, 1, a, lda, b, ldb, c, ldc, depth, add)
        if (rows == 6) {
            INFER__BLOCK(6);
        } else if (rows == 4) {
            INFER__BLOCK(4);
        } else if (rows == 2) {
            INFER__BLOCK(2);
        } else {
            INFER__BLOCK(1);
        }
#undef INFER__BLOCK
    }
}

INFER__INLINE INFER__AVX2 float infer__top_lane_avx2(__m256 v) {
    __m128 a = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_max_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_max_ss(a, _mm_movehdup_ps(a)));
}

/* One row of a tile: s becomes e^(s - max), sum's lanes are added to, and what the row has gathered is rescaled. */
INFER__AVX2 static void infer__softmax_avx2(float *s, int n, float *max, float *sum, float *out, int dv) {
    __m256 m = _mm256_loadu_ps(s), total = _mm256_loadu_ps(sum);
    for (int j = 8; j < n; j += 8) m = _mm256_max_ps(_mm256_loadu_ps(s + j), m);
    float top = infer__top_lane_avx2(m);
    if (top > *max) {
        m = infer__exp_avx2(_mm256_set1_ps(*max - top));
        for (int i = 0; i < dv; i += 8) _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_loadu_ps(out + i), m));
        total = _mm256_mul_ps(total, m), *max = top;
    }
    m = _mm256_set1_ps(*max);
    for (int j = 0; j < n; j += 8) {
        __m256 e = infer__exp_avx2(_mm256_sub_ps(_mm256_loadu_ps(s + j), m));
        total = _mm256_add_ps(total, e);
        _mm256_storeu_ps(s + j, e);
    }
    _mm256_storeu_ps(sum, total);
}

INFER__AVX512 static void infer__softmax_avx512(float *s, int n, float *max, float *sum, float *out, int dv) {
    __m512 m = _mm512_loadu_ps(s), total = _mm512_loadu_ps(sum);
    for (int j = 16; j < n; j += 16) m = INFER__MAX512(_mm512_loadu_ps(s + j), m);
    float top = infer__top_lane_avx2(_mm256_max_ps(INFER__HALF512(m, 0), INFER__HALF512(m, 1)));
    if (top > *max) {
        m = infer__exp_avx512(_mm512_set1_ps(*max - top));
        for (int i = 0; i < dv; i += 16) _mm512_storeu_ps(out + i, _mm512_mul_ps(_mm512_loadu_ps(out + i), m));
        total = _mm512_mul_ps(total, m), *max = top;
    }
    m = _mm512_set1_ps(*max);
    for (int j = 0; j < n; j += 16) {
        __m512 e = infer__exp_avx512(_mm512_sub_ps(_mm512_loadu_ps(s + j), m));
        total = _mm512_add_ps(total, e);
        _mm512_storeu_ps(s + j, e);
    }
    _mm512_storeu_ps(sum, total);
}

/* Elements i to i + 7 of a cached row. */
INFER__INLINE INFER__AVX2 __m256 infer__at_f32_avx2(const uint8_t *row, int i) {
    return infer__load_f32_avx2(row + 4 * i);
}
INFER__INLINE INFER__AVX2 __m256 infer__at_f16_avx2(const uint8_t *row, int i) {
    return infer__load_f16_avx2(row + 2 * i);
}
INFER__INLINE INFER__AVX2 __m256 infer__at_q8_0_avx2(const uint8_t *row, int i) {
    const infer__block_q8_0 *b = (const infer__block_q8_0 *)(const void *)row + i / 32;
    __m256i q = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(b->qs + i % 32)));
    return _mm256_mul_ps(_mm256_cvtepi32_ps(q), _mm256_set1_ps(_cvtsh_ss(b->d)));
}

/* Eight rows, a tile ahead of `row`. */
INFER__INLINE void infer__fetch_rows(const uint8_t *row, size_t stride, size_t bytes) {
    if (stride == bytes) infer__fetch(row, INFER__KEYS * stride, 8 * bytes);
    else
        for (size_t r = 0; r < 8; r++) infer__fetch(row, (INFER__KEYS + r) * stride, bytes);
}

/* k[i][j] = element i of key j, v[j][i] = element i of value j, for n rows from k_row and v_row on. */
INFER__INLINE INFER__AVX2 void infer__widen_tile_avx2(__m256 (*at)(const uint8_t *row, int i), const uint8_t *k_row,
                                                      const uint8_t *v_row, int n, const infer__attention *a, float *k,
                                                      float *v) {
    int dk = a->dk, dv = a->dv, wide = infer__pad16(dv);
    size_t k_bytes = infer__row_bytes(a->kv_format, (size_t)dk), v_bytes = infer__row_bytes(a->kv_format, (size_t)dv);
    for (int j = 0; j < n; j += 8, k += 8) {
        const uint8_t *p[8];
        infer__fetch_rows(k_row, a->k_slot, k_bytes);
        INFER__UNROLL for (int r = 0; r < 8; r++) { /* past the last: the last again, its scores will be masked */
            p[r] = k_row;
            if (j + r < n - 1) k_row += a->k_slot;
        }
        for (int i = 0; i < dk; i += 8) {
            __m256 x[8], y[8];
            INFER__UNROLL for (int r = 0; r < 8; r++) x[r] = at(p[r], i);
            INFER__UNROLL for (int r = 0; r < 8; r += 2) {
                y[r] = _mm256_unpacklo_ps(x[r], x[r + 1]);
                y[r + 1] = _mm256_unpackhi_ps(x[r], x[r + 1]);
            }
            INFER__UNROLL for (int r = 0; r < 8; r += 4) {
                x[r] = _mm256_shuffle_ps(y[r], y[r + 2], 0x44), x[r + 1] = _mm256_shuffle_ps(y[r], y[r + 2], 0xee);
                x[r + 2] = _mm256_shuffle_ps(y[r + 1], y[r + 3], 0x44);
                x[r + 3] = _mm256_shuffle_ps(y[r + 1], y[r + 3], 0xee);
            }
            INFER__UNROLL for (int r = 0; r < 4; r++) {
                float *to = k + (i + r) * INFER__KEYS;
                _mm256_storeu_ps(to, _mm256_permute2f128_ps(x[r], x[r + 4], 0x20));
                _mm256_storeu_ps(to + 4 * INFER__KEYS, _mm256_permute2f128_ps(x[r], x[r + 4], 0x31));
            }
        }
    }
    for (int j = 0; j < n; j++, v += wide, v_row += a->v_slot) {
        if (j % 8 == 0) infer__fetch_rows(v_row, a->v_slot, v_bytes);
        for (int i = 0; i < dv; i += 8) _mm256_storeu_ps(v + i, at(v_row, i));
        if (dv < wide) _mm256_storeu_ps(v + dv, _mm256_setzero_ps());
    }
}

/* Widens a tile of at most `most` keys from key `first` on and returns how many: slots that follow one another. */
INFER__AVX2 static int infer__widen_avx2(const infer__attention *a, int kv_head, int first, int most, float *k,
                                         float *v) {
    int slot = first % a->capacity, n = INFER__MIN(most, a->capacity - slot);
    const uint8_t *k_row = a->k + (size_t)kv_head * a->k_head + (size_t)slot * a->k_slot;
    const uint8_t *v_row = a->v + (size_t)kv_head * a->v_head + (size_t)slot * a->v_slot;
    switch (a->kv_format->type) {
    case INFER_TYPE_F32: infer__widen_tile_avx2(infer__at_f32_avx2, k_row, v_row, n, a, k, v); break;
    case INFER_TYPE_F16: infer__widen_tile_avx2(infer__at_f16_avx2, k_row, v_row, n, a, k, v); break;
    default: infer__widen_tile_avx2(infer__at_q8_0_avx2, k_row, v_row, n, a, k, v); break;
    }
    return n;
}

/* Where a thread's scratch has what. Row r is token t0 + r % tokens of head h0 + r / tokens. */
typedef struct infer__tiles {
    float *q, *out, *max, *sum, *s, *k, *v;
} infer__tiles;

static void infer__tiles_at(const infer__attention *a, float *scratch, infer__tiles *m) {
    int wide = infer__pad16(a->dv);
    m->q = scratch, m->out = m->q + INFER__ROWS * a->dk, m->k = m->out + INFER__ROWS * wide;
    m->v = m->k + INFER__KEYS * a->dk, m->s = m->v + INFER__KEYS * wide;
    m->max = m->s + 6 * INFER__KEYS, m->sum = m->max + INFER__ROWS;
}

/* Rows of `heads` heads and `tokens` tokens go through keys [from, to), in tiles that begin at multiples of KEYS, so that
 * a row comes out the same whatever its company; `sink`: with the head's sink. m->out / (the sum of m->sum's 16 lanes) is then their attention. */
static void infer__attend_rows(int tier, const infer__attention *a, const infer__tiles *m, int h0, int heads, int t0,
                               int tokens, int from, int to, bool sink) {
    int rows = heads * tokens, wide = infer__pad16(a->dv), kv_head = h0 / (a->heads / a->kv_heads);
    size_t dk = (size_t)a->dk, dv = (size_t)wide;
    for (int r = 0; r < rows; r++) {
        size_t t = (size_t)(t0 + r % tokens), h = (size_t)(h0 + r / tokens);
        float *q = m->q + (size_t)r * dk;
        a->q_format->dequantize(a->q + t * a->q_token + h * a->q_head, q, dk);
        for (size_t i = 0; i < dk; i++) q[i] *= a->scale;
        m->max[r] = -INFINITY;
    }
    memset(m->out, 0, (size_t)rows * dv * sizeof(float));
    memset(m->sum, 0, (size_t)rows * 16 * sizeof(float));
    for (int r = 0; r < rows && sink && a->sinks; r++) m->max[r] = a->sinks[h0 + r / tokens], m->sum[r * 16] = 1;
    for (int first = from / INFER__KEYS * INFER__KEYS, keys; first < to; first += keys) {
        int most = INFER__MIN(INFER__KEYS - first % INFER__KEYS, to - first); /* fewer where slots wrap */
        keys = infer__widen_avx2(a, kv_head, first, most, m->k, m->v);
        for (int r = 0, step; r < rows; r += step) {
            int lo[6], hi[6], least = keys, most = 0;
            step = rows - r >= 6 ? 6 : rows - r >= 4 ? 4 : rows - r >= 2 ? 2 : 1;
            for (int i = 0; i < step; i++) { /* what each row sees of the tile, and all of them together */
                infer__visible(a, t0 + (r + i) % tokens, &lo[i], &hi[i]);
                lo[i] = INFER__MAX(lo[i] - first, 0), hi[i] = INFER__MIN(hi[i] - first, keys);
                if (lo[i] < hi[i]) least = INFER__MIN(least, lo[i]), most = INFER__MAX(most, hi[i]);
            }
            if (least >= most) continue;
            int left = least / 16 * 16, n = infer__pad16(most) - left;
            float *s = m->s + left, *out = m->out + (size_t)r * dv;
            (tier >= INFER_KERNELS_AVX512 ? infer__rows_avx512 : infer__rows_avx2)(
                step, n, m->q + (size_t)r * dk, dk, m->k + left, INFER__KEYS, s, INFER__KEYS, a->dk, false);
            for (int i = 0; i < step; i++, s += INFER__KEYS) {
                if (lo[i] >= hi[i]) {
                    memset(s, 0, (size_t)n * sizeof(float));
                    continue;
                }
                if (a->cap > 0) infer__softcap(tier, s, n, a->cap);
                if (a->alibi > 0) {
                    int distance = a->position + t0 + (r + i) % tokens - first - left;
                    float slope = infer__slope(a, h0 + (r + i) / tokens);
                    for (int j = 0; j < n; j++) s[j] -= slope * (float)abs(distance - j);
                }
                for (int j = 0; j < lo[i] - left; j++) s[j] = -INFINITY;
                for (int j = hi[i] - left; j < n; j++) s[j] = -INFINITY;
                (tier >= INFER_KERNELS_AVX512 ? infer__softmax_avx512 : infer__softmax_avx2)(
                    s, n, &m->max[r + i], &m->sum[(r + i) * 16], out + (size_t)i * dv, wide);
            }
            (tier >= INFER_KERNELS_AVX512 ? infer__rows_avx512 : infer__rows_avx2)(
                step, wide, m->s + least, INFER__KEYS, m->v + (size_t)least * dv, dv, out, dv, most - least, true);
        }
    }
}

static float infer__lane_sum(const float *lane) {
    float sum = 0;
    for (int i = 0; i < 16; i++) sum += lane[i];
    return sum;
}

static void infer__attend_store(const infer__attention *a, int t, int head, const float *x, float sum, float *scaled) {
    float inverse = 1.0f / sum;
    for (int i = 0; i < a->dv; i++) scaled[i] = x[i] * inverse;
    a->out_format->quantize(scaled, a->out + (size_t)t * a->out_token + (size_t)head * a->out_head, (size_t)a->dv);
}

/* Puts a head's chunks together: each weighs e^(its maximum - the greatest). A row of `parts` ends in maximum and sum. */
static void infer__attend_join(int tier, const infer__attention *a, int head, const float *parts, int chunks,
                               const infer__tiles *m) {
    int wide = infer__pad16(a->dv);
    size_t ld = (size_t)wide + 16;
    float max = -INFINITY, sum = 0, *weight = m->s;
    for (int c = 0; c < chunks; c++) max = INFER__MAX(max, parts[(size_t)c * ld + (size_t)wide]);
    for (int c = 0; c < chunks; c++) {
        weight[c] = expf(parts[(size_t)c * ld + (size_t)wide] - max);
        sum += weight[c] * parts[(size_t)c * ld + (size_t)wide + 1];
    }
    (tier >= INFER_KERNELS_AVX512 ? infer__rows_avx512 : infer__rows_avx2)(1, wide, weight, 0, parts, ld, m->out, 0,
                                                                           chunks, false);
    infer__attend_store(a, 0, head, m->out, sum, m->out);
}
#endif

/* ---- prefill: blocked products ------------------------------------------ */

/* A batch of tokens meets every weight many times, so its limit is arithmetic. A strip of weight rows is opened once
 * for all tokens: into a tile that stays in the L1 cache, turned so that one register holds the same four bytes (one
 * F32 or four quants) of 8 or 16 rows. Activations lie in panels: the same four bytes of a group of tokens side by side.
 * The inner loop is then a load for the rows, a broadcast for each token and a multiply-accumulate for each pair:
 * nothing is shuffled and nothing added across lanes (Goto and van de Geijn 2008). The integers are the scalar dot's;
 * float sums run in another order, the same for every row, token and number of threads. */
#define INFER__TILE_BYTES 1024 /* bytes of a row in a tile: with 16 rows, half of a small L1 */
#define INFER__BATCH      512  /* tokens that meet a tile in turn; fewer than 4 tokens go one by one ([12]) */

enum { INFER__TILE_ROWS = 32, INFER__GROUP = 8 }; /* the widest tier's; AVX2 has half of both */

/* What a panel of `columns` holds for each group of g tokens, all of it [..][g]. A8 has d, start and s32 for every 32
 * columns; A8K has d for every 256, start and s16 for every 16. F32 panels are q alone. */
typedef struct infer__panel {
    int32_t *q;       /* four int8 (or a float) */
    float *d;         /* scale */
    int32_t *start;   /* what the accumulators begin with: -centre times the sums of q, see below */
    float *s32, *s16; /* d times the sums of q */
} infer__panel;

static size_t infer__panel_bytes(int act, size_t columns) { /* of one token; linear in whole blocks */
    if (act == INFER__ACT_F32) return (columns + 7) / 8 * 8 * sizeof(float);
    return columns + columns / 32 * 4 +
           (act == INFER__ACT_A8 ? columns / 32 * 8 : columns / 256 * 4 + columns / 16 * 8);
}

#ifdef INFER__X86
static infer__panel infer__panel_at(int act, void *p, size_t columns, size_t g) {
    infer__panel o;
    bool fine = act == INFER__ACT_A8K;
    o.q = (int32_t *)p, o.d = (float *)p + columns / 4 * g;
    o.start = (int32_t *)(void *)(o.d + columns / (fine ? 256 : 32) * g);
    o.s32 = (float *)(void *)(o.start + columns / (fine ? 16 : 32) * g);
    o.s16 = o.s32 + columns / 32 * g;
    return o;
}

/* Panels follow each other by chunks of columns, then by groups of tokens: where chunk [k, k + columns) of the group
 * that begins with `token` is, of `tokens` (whole groups) in all. */
static infer__panel infer__panel_of(int act, uint8_t *panels, size_t tokens, size_t token, size_t k, size_t columns,
                                    size_t g) {
    size_t at = infer__panel_bytes(act, k) * tokens + infer__panel_bytes(act, columns) * token;
    return infer__panel_at(act, panels + at, columns, g);
}

static size_t infer__chunk(int act) { return act == INFER__ACT_F32 ? INFER__TILE_BYTES / 4 : INFER__TILE_BYTES; }

/* A strip's chunk of weights, opened. */
typedef struct infer__tile {
    int rows;       /* 16 or 32 */
    int bias;       /* added to the quants: bytes are to be unsigned */
    bool fine;      /* scales stand for 16 columns, not 32 */
    int part;       /* blocks of 32 with fine scales: 0 for the first 16 columns alone, 1 for the last */
    uint8_t *q;     /* [columns / 4][rows][4], or floats [columns][rows] */
    float *top;     /* [columns / 32 or 256][rows]: blocks' scales */
    int32_t *scale; /* K-quants: [columns / 32 or 16][rows], as two equal int16 (AVX2) or as floats */
    float *min;     /* [columns / 32 or 16][rows], to be multiplied with s32 or s16 */
} infer__tile;

/* 8 registers of 8 words: word j of register i becomes word i of register j, stored at out + j * stride. */
INFER__AVX2 static void infer__turn8_avx2(const __m256i *v, void *out, size_t stride) {
    __m256i a[8], b[8];
    INFER__UNROLL for (int i = 0; i < 8; i += 2) {
        a[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]), a[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
    }
    INFER__UNROLL for (int i = 0; i < 8; i += 4) INFER__UNROLL for (int j = 0; j < 2; j++) {
        b[i + 2 * j] = _mm256_unpacklo_epi64(a[i + j], a[i + j + 2]);
        b[i + 2 * j + 1] = _mm256_unpackhi_epi64(a[i + j], a[i + j + 2]);
    }
    INFER__UNROLL for (size_t j = 0; j < 4; j++) {
        uint8_t *p = (uint8_t *)out + j * stride;
        _mm256_storeu_si256((__m256i *)(void *)p, _mm256_permute2x128_si256(b[j], b[j + 4], 0x20));
        _mm256_storeu_si256((__m256i *)(void *)(p + 4 * stride), _mm256_permute2x128_si256(b[j], b[j + 4], 0x31));
    }
}

/* Eight neighbouring rows of a strip; past the last row, the last again. */
typedef struct infer__rows8 {
    const uint8_t *p[8];
} infer__rows8;

INFER__INLINE infer__rows8 infer__rows8_at(const uint8_t *w, size_t row_bytes, int first, int rows) {
    infer__rows8 r;
    for (int i = 0; i < 8; i++) r.p[i] = w + (size_t)INFER__MIN(first + i, rows - 1) * row_bytes;
    return r;
}

/* F16 at offset `at` of 8 rows, gathered as in infer__halves4 */
INFER__INLINE INFER__AVX2 __m256 infer__halves8_avx2(const infer__rows8 *r, size_t at) {
    uint64_t word[2] = {0, 0};
    INFER__UNROLL for (int i = 0; i < 8; i++) {
        uint16_t h;
        memcpy(&h, r->p[i] + at, 2);
        word[i / 4] |= (uint64_t)h << i % 4 * 16;
    }
    return _mm256_cvtph_ps(_mm_set_epi64x((long long)word[1], (long long)word[0]));
}

INFER__INLINE INFER__AVX2 void infer__open_floats_avx2(__m256 (*load)(const uint8_t *p), size_t bytes,
                                                       const infer__tile *t, const uint8_t *w, size_t row_bytes,
                                                       int rows, size_t columns) {
    uint8_t tail[8][64] = INFER__ZERO;
    for (int h = 0; h < t->rows; h += 8) {
        infer__rows8 r = infer__rows8_at(w, row_bytes, h, rows);
        __m256i v[8];
        for (size_t k = 0; k < columns; k += 8) {
            for (int i = 0; i < 8 && columns - k < 8; i++) /* fill the last columns with zeros */
                r.p[i] = (uint8_t *)memcpy(tail[i], r.p[i] + k * bytes, (columns - k) * bytes) - k * bytes;
            for (int i = 0; i < 8; i++) v[i] = _mm256_castps_si256(load(r.p[i] + k * bytes));
            infer__turn8_avx2(v, t->q + (k * (size_t)t->rows + (size_t)h) * 4, (size_t)t->rows * 4);
        }
    }
}

/* The 32 quants of a block, in order, unsigned (Q8_0: signed). */
INFER__INLINE INFER__AVX2 __m256i infer__quants32_avx2(infer__shape32 f, const uint8_t *p) {
    if (!f.qs) return INFER__LOAD256(p + 2);
    __m128i v = INFER__LOAD128(p + f.qs);
    __m256i q = _mm256_inserti128_si256(_mm256_castsi128_si256(v), _mm_srli_epi16(v, 4), 1);
    q = _mm256_and_si256(q, _mm256_set1_epi8(15));
    if (f.qh) { /* the fifth bits: each byte of the word to 8 lanes, each lane picks its bit */
        __m256i pick = _mm256_set1_epi64x((long long)0x8040201008040201);
        uint32_t word;
        memcpy(&word, p + f.qh, 4);
        __m256i bits =
            _mm256_shuffle_epi8(_mm256_set1_epi32((int)word),
                                _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303));
        bits = _mm256_cmpeq_epi8(_mm256_and_si256(bits, pick), pick);
        q = _mm256_or_si256(q, _mm256_and_si256(bits, _mm256_set1_epi8(16)));
    }
    return q;
}

/* The bias brings the quants' offset to the accumulators' centre; Q5_1 has offset 16 here for the sake of its int16
 * sums, and that comes back with its minimum: d * q + m = d * (q - 16) + (m + 16 * d). */
INFER__INLINE INFER__AVX2 void infer__open32_avx2(infer__shape32 f, const infer__tile *t, const uint8_t *w,
                                                  size_t row_bytes, int rows, size_t columns) {
    __m256i bias = _mm256_set1_epi8((char)t->bias), v[8];
    for (int h = 0; h < t->rows; h += 8) {
        infer__rows8 r = infer__rows8_at(w, row_bytes, h, rows);
        for (size_t b = 0; b < columns / 32; b++) {
            size_t at = b * f.bytes, to = b * (size_t)t->rows + (size_t)h;
            for (int i = 0; i < 8; i++) v[i] = _mm256_add_epi8(infer__quants32_avx2(f, r.p[i] + at), bias);
            infer__turn8_avx2(v, t->q + (b * 8 * (size_t)t->rows + (size_t)h) * 4, (size_t)t->rows * 4);
            __m256 d = infer__halves8_avx2(&r, at), m;
            _mm256_storeu_ps(t->top + to, d);
            if (!f.min) continue;
            m = infer__halves8_avx2(&r, at + (size_t)f.min);
            if (f.qh) m = _mm256_fmadd_ps(d, _mm256_set1_ps(16), m);
            _mm256_storeu_ps(t->min + to, m);
        }
    }
}

/* Quants are signed. Scales for 16 weights (NVFP4) take two runs, each with the other half's quants 0. */
INFER__INLINE INFER__AVX2 void infer__open128_avx2(infer__shape128 f, const infer__tile *t, const uint8_t *w,
                                                   size_t row_bytes, int rows, size_t columns) {
    __m256i bias = _mm256_set1_epi8((char)t->bias), v[8], mask = _mm256_set1_epi8(-1);
    if (t->fine) mask = _mm256_setr_epi64x(t->part - 1, t->part - 1, -t->part, -t->part);
    for (int h = 0; h < t->rows; h += 8) {
        infer__rows8 r = infer__rows8_at(w, row_bytes, h, rows);
        for (size_t b = 0; b < columns / 32; b++) {
            int j = (int)(b % (f.block / 32));
            size_t at = b / (f.block / 32) * f.bytes;
            float d[8];
            for (int i = 0; i < 8; i++) {
                v[i] = _mm256_add_epi8(_mm256_and_si256(f.quants(r.p[i] + at, j), mask), bias);
                d[i] = f.d(r.p[i] + at, 2 * j + t->part);
            }
            infer__turn8_avx2(v, t->q + (b * 8 * (size_t)t->rows + (size_t)h) * 4, (size_t)t->rows * 4);
            _mm256_storeu_ps(t->top + b * (size_t)t->rows + (size_t)h, _mm256_loadu_ps(d));
        }
    }
}

/* 16 scales or minima as int16: words of two equal ones, 8 (where neighbours are equal) or 2 x 8; then 8 rows of those,
 * turned. With `by` they become floats, times the row's `by`. */
INFER__INLINE INFER__AVX2 void infer__turn_scales_avx2(const __m256i *s, bool fine, const __m256 *by, void *out,
                                                       size_t stride) {
    for (int half = 0; half <= fine; half++) {
        __m256i v[8];
        for (int i = 0; i < 8; i++) {
            __m256i x = _mm256_permute4x64_epi64(s[i], 0xd8); /* unpack works by halves */
            v[i] = !fine ? s[i] : half ? _mm256_unpackhi_epi16(x, x) : _mm256_unpacklo_epi16(x, x);
            if (by) v[i] = _mm256_castps_si256(_mm256_mul_ps(by[i], _mm256_cvtepi32_ps(_mm256_srai_epi32(v[i], 16))));
        }
        infer__turn8_avx2(v, (uint8_t *)out + (size_t)half * 8 * stride, stride);
    }
}

INFER__INLINE INFER__AVX2 void infer__open256_avx2(infer__shape256 f, bool fine_min, const infer__tile *t,
                                                   const uint8_t *w, size_t row_bytes, int rows, size_t columns) {
    size_t n = (size_t)t->rows, stride = n * 4;
    __m256i bias = _mm256_set1_epi8((char)t->bias), v[8], min[8];
    __m256 by[8];
    for (int h = 0; h < t->rows; h += 8) {
        infer__rows8 r = infer__rows8_at(w, row_bytes, h, rows);
        for (size_t b = 0; b < columns / 256; b++) {
            size_t at = b * f.bytes;
            float d[8];
            for (int i = 0; i < 8 && f.d_of; i++) d[i] = f.d_of(r.p[i] + at);
            _mm256_storeu_ps(t->top + b * n + (size_t)h,
                             f.d_of ? _mm256_loadu_ps(d) : infer__halves8_avx2(&r, at + f.d));
            for (int i = 0; i < 8; i++) v[i] = f.scales(r.p[i] + at, &min[i]), by[i] = _mm256_set1_ps(1);
            infer__turn_scales_avx2(v, t->fine, n == 16 ? NULL : by, t->scale + b * (t->fine ? 16 : 8) * n + h, stride);
            for (int i = 0; i < 8 && f.min; i++) {
                uint16_t m;
                memcpy(&m, r.p[i] + at + f.min, 2);
                by[i] = _mm256_cvtph_ps(_mm_set1_epi16((short)(m ^ 0x8000))); /* minus: minima are taken off */
            }
            if (f.min) infer__turn_scales_avx2(min, fine_min, by, t->min + b * (fine_min ? 16 : 8) * n + h, stride);
            for (size_t j = 0; j < 8; j++) {
                for (int i = 0; i < 8; i++) v[i] = _mm256_add_epi8(f.quants(r.p[i] + at, (int)j), bias);
                infer__turn8_avx2(v, t->q + ((b * 8 + j) * 8 * n + (size_t)h) * 4, stride);
            }
        }
    }
}

/* 2 registers of rows x 4 tokens. A multiplication and an addition that a compiler may reorder, and eight of those, are
 * more than its register allocator can take: empty asm statements hold the operands where they are. */
#ifdef __GNUC__
#define INFER__KEEP8(a, b, c, d, e, f, g, h) \
    __asm__("" : "+v"(a), "+v"(b), "+v"(c), "+v"(d), "+v"(e), "+v"(f), "+v"(g), "+v"(h))
#define INFER__KEEP_MEMORY __asm__ volatile("" : : : "memory")
#else
#define INFER__KEEP8(a, b, c, d, e, f, g, h) ((void)0)
#define INFER__KEEP_MEMORY                   ((void)0)
#endif
#define INFER__EACH4(what) what(0) what(1) what(2) what(3)

/* Floats: out[token][row] += tile . panel; also the minima of the others. */
INFER__AVX2 static void infer__tile_floats_avx2(const infer__tile *t, const infer__panel *p, size_t columns,
                                                float *out) {
    const float *w = (const float *)(const void *)t->q, *x = (const float *)(const void *)p->q;
#define INFER__LOAD(c) __m256 a##c = _mm256_loadu_ps(out + 16 * c), b##c = _mm256_loadu_ps(out + 16 * c + 8);
#define INFER__STEP(c) \
    y = _mm256_broadcast_ss(x + c), a##c = _mm256_fmadd_ps(w0, y, a##c), b##c = _mm256_fmadd_ps(w1, y, b##c);
#define INFER__SAVE(c) _mm256_storeu_ps(out + 16 * c, a##c), _mm256_storeu_ps(out + 16 * c + 8, b##c);
    INFER__EACH4(INFER__LOAD)
    for (size_t k = 0; k < columns; k++, w += 16, x += 4) {
        __m256 w0 = _mm256_loadu_ps(w), w1 = _mm256_loadu_ps(w + 8), y;
        INFER__KEEP(w0);
        INFER__KEEP(w1);
        INFER__EACH4(INFER__STEP)
    }
    INFER__EACH4(INFER__SAVE)
#undef INFER__LOAD
#undef INFER__STEP
#undef INFER__SAVE
}

/* Quants. VPMADDUBSW multiplies unsigned weights with signed activations and adds pairs, as int16. Such sums of 8 or
 * 16 products are added up in int16 too, where they may wrap: only the last must fit. It does, because the accumulator
 * begins with -centre * (the sum of its activations), which makes of the weights u the products (u - centre) * x:
 *   blocks of 32: centre 16, 16 products a lane: 16 * 127 * 16 = 32512; Q4_K has 15 * 127 * 16 without a centre
 *   K-quants by 16 columns: centre 32, 8 products a lane: 32 * 127 * 8 = 32512
 * VPMADDWD then widens the sums and multiplies with the sub-block's integer scale in one. Q8_0 has no room in int16:
 * there the weight's sign moves to the activation, and each product is widened at once; so for super-blocks with quants
 * beyond 32. */
enum { INFER__NIBBLES, INFER__BYTES, INFER__K32, INFER__K16, INFER__K16_BYTES };

INFER__INLINE INFER__AVX2 void infer__tile_quants_avx2(int kind, const infer__tile *t, const infer__panel *p,
                                                       size_t columns, float *out) {
    const __m256i one = _mm256_set1_epi16(1);
    const uint8_t *w = t->q;
    const int32_t *x = p->q, *start = p->start, *scale = t->scale;
    const bool super = kind >= INFER__K32, bytes = kind == INFER__BYTES || kind == INFER__K16_BYTES;
    const float *top = t->top, *d = p->d;
    __m256i sum[8];
    for (size_t k = 0; k < columns; k += super ? 256 : 32, top += 16, d += 4) {
#define INFER__CLEAR(c) sum[c] = sum[c + 4] = _mm256_setzero_si256(); /* a loop would become a slow REP STOS */
        INFER__EACH4(INFER__CLEAR)
        for (int sub = 0; sub < (kind == INFER__K32 ? 8 : super ? 16 : 1); sub++) {
            bool zero = bytes || kind == INFER__K32;
            __m256i s0 = one, s1 = one;
            if (super && bytes) s0 = INFER__LOAD256(scale), s1 = INFER__LOAD256(scale + 8);
#define INFER__START(c)          __m256i a##c = _mm256_set1_epi32(zero ? 0 : start[c]), b##c = a##c;
#define INFER__MAC16(a, w, u, s) a = _mm256_add_epi16(a, _mm256_maddubs_epi16(w, y));
#define INFER__MAC32(a, w, u, s) \
    a = _mm256_add_epi32(a, _mm256_madd_epi16(_mm256_maddubs_epi16(u, _mm256_sign_epi8(y, w)), s));
/* clang-format off */
#define INFER__TOKEN(g, c, MAC) y = _mm256_set1_epi32(x[4 * g + c]), MAC(a##c, w0, u0, s0) MAC(b##c, w1, u1, s1)
#define INFER__STEP(g, MAC)                                                                                            \
    {                                                                                                                  \
        __m256i w0 = INFER__LOAD256(w + 64 * g), w1 = INFER__LOAD256(w + 64 * g + 32), y;                              \
        INFER__KEEP(w0);                                                                                               \
        INFER__KEEP(w1);                                                                                               \
        __m256i u0 = _mm256_abs_epi8(w0), u1 = _mm256_abs_epi8(w1);                                                    \
        (void)u0, (void)u1;                                                                                            \
        INFER__TOKEN(g, 0, MAC)                                                                                        \
        INFER__TOKEN(g, 1, MAC)                                                                                        \
        INFER__TOKEN(g, 2, MAC)                                                                                        \
        INFER__TOKEN(g, 3, MAC)                                                                                        \
        INFER__KEEP8(a0, a1, a2, a3, b0, b1, b2, b3);                                                                  \
    }
/* clang-format on */
#define INFER__STEP16(g) INFER__STEP(g, INFER__MAC16)
#define INFER__STEP32(g) INFER__STEP(g, INFER__MAC32)
            INFER__KEEP_MEMORY;
            INFER__EACH4(INFER__START)
            if (bytes) {
                INFER__EACH4(INFER__STEP32)
            } else {
                INFER__EACH4(INFER__STEP16)
            }
            w += 256, x += 16, start += 4;
            if (kind == INFER__BYTES) {
                INFER__EACH4(INFER__STEP32)
            } else if (kind < INFER__K16) {
                INFER__EACH4(INFER__STEP16)
            }
            if (kind < INFER__K16) w += 256, x += 16;
            if (super && !bytes) s0 = INFER__LOAD256(scale), s1 = INFER__LOAD256(scale + 8);
#define INFER__WIDEN(c)                                                                 \
    if (!bytes) a##c = _mm256_madd_epi16(a##c, s0), b##c = _mm256_madd_epi16(b##c, s1); \
    sum[c] = super ? _mm256_add_epi32(sum[c], a##c) : a##c;                             \
    sum[c + 4] = super ? _mm256_add_epi32(sum[c + 4], b##c) : b##c;
            INFER__EACH4(INFER__WIDEN)
            scale += 16;
        }
        __m256 d0 = _mm256_loadu_ps(top), d1 = _mm256_loadu_ps(top + 8), y;
#define INFER__FINISH(i, c, d) \
    _mm256_storeu_ps(out + i,  \
                     _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum[c]), _mm256_mul_ps(d, y), _mm256_loadu_ps(out + i)));
#define INFER__SAVE(c)              \
    y = _mm256_broadcast_ss(d + c); \
    INFER__FINISH(16 * c, c, d0) INFER__FINISH(16 * c + 8, c + 4, d1)
        INFER__EACH4(INFER__SAVE)
    }
#undef INFER__CLEAR
#undef INFER__START
#undef INFER__STEP
#undef INFER__STEP16
#undef INFER__STEP32
#undef INFER__TOKEN
#undef INFER__MAC16
#undef INFER__MAC32
#undef INFER__WIDEN
#undef INFER__FINISH
#undef INFER__SAVE
}

/* AVX-512: 2 registers of 16 rows x 8 tokens, and VPDPBUSD, which adds four products of unsigned and signed bytes to an
 * int32: nothing wraps, so blocks of 32 can all have centre 128 and Q8_0 is like any other. Scales of sub-blocks are
 * applied as floats. */
#define INFER__EACH8(what) INFER__EACH4(what) what(4) what(5) what(6) what(7)

INFER__AVX512 static void infer__tile_floats_avx512(const infer__tile *t, const infer__panel *p, size_t columns,
                                                    float *out) {
    const float *w = (const float *)(const void *)t->q, *x = (const float *)(const void *)p->q;
#define INFER__LOAD(c) __m512 a##c = _mm512_loadu_ps(out + 32 * c), b##c = _mm512_loadu_ps(out + 32 * c + 16);
#define INFER__STEP(c) \
    y = _mm512_set1_ps(x[c]), a##c = _mm512_fmadd_ps(w0, y, a##c), b##c = _mm512_fmadd_ps(w1, y, b##c);
#define INFER__SAVE(c) _mm512_storeu_ps(out + 32 * c, a##c), _mm512_storeu_ps(out + 32 * c + 16, b##c);
    INFER__EACH8(INFER__LOAD)
    for (size_t k = 0; k < columns; k++, w += 32, x += 8) {
        __m512 w0 = _mm512_loadu_ps(w), w1 = _mm512_loadu_ps(w + 16), y;
        INFER__KEEP(w0);
        INFER__KEEP(w1);
        INFER__EACH8(INFER__STEP)
    }
    INFER__EACH8(INFER__SAVE)
#undef INFER__LOAD
#undef INFER__STEP
#undef INFER__SAVE
}

INFER__INLINE INFER__AVX512 void infer__tile_quants_avx512(int kind, const infer__tile *t, const infer__panel *p,
                                                           size_t columns, float *out) {
    const bool super = kind >= INFER__K32;
    const uint8_t *w = t->q;
    const int32_t *x = p->q, *start = p->start;
    const float *top = t->top, *d = p->d, *scale = (const float *)(const void *)t->scale;
    __m512 sum[16];
    for (size_t k = 0; k < columns; k += super ? 256 : 32, top += 32, d += 8) {
#define INFER__CLEAR(c) sum[c] = sum[c + 8] = _mm512_setzero_ps();
        INFER__EACH8(INFER__CLEAR)
        for (int sub = 0; sub < (kind == INFER__K32 ? 8 : super ? 16 : 1); sub++) {
            const int times = kind == INFER__K32 ? 0 : kind == INFER__K16_BYTES ? 4 : 1; /* panels have centre 32 */
#define INFER__START(c) __m512i a##c = _mm512_set1_epi32(times * start[c]), b##c = a##c;
#define INFER__TOKEN(c) \
    y = _mm512_set1_epi32(x[c]), a##c = _mm512_dpbusd_epi32(a##c, w0, y), b##c = _mm512_dpbusd_epi32(b##c, w1, y);
            INFER__KEEP_MEMORY;
            INFER__EACH8(INFER__START)
            for (int g = 0; g < (kind >= INFER__K16 ? 4 : 8); g++, w += 128, x += 8) {
                __m512i w0 = _mm512_loadu_si512(w), w1 = _mm512_loadu_si512(w + 64), y;
                INFER__EACH8(INFER__TOKEN)
                INFER__KEEP8(a0, a1, a2, a3, a4, a5, a6, a7);
                INFER__KEEP8(b0, b1, b2, b3, b4, b5, b6, b7);
            }
            start += 8;
            __m512 s0 = super ? _mm512_loadu_ps(scale) : _mm512_setzero_ps();
            __m512 s1 = super ? _mm512_loadu_ps(scale + 16) : s0;
#define INFER__WIDEN(c)                                                                       \
    if (super) {                                                                              \
        sum[c] = _mm512_fmadd_ps(_mm512_maskz_cvtepi32_ps(0xffff, a##c), s0, sum[c]);         \
        sum[c + 8] = _mm512_fmadd_ps(_mm512_maskz_cvtepi32_ps(0xffff, b##c), s1, sum[c + 8]); \
    } else sum[c] = _mm512_maskz_cvtepi32_ps(0xffff, a##c), sum[c + 8] = _mm512_maskz_cvtepi32_ps(0xffff, b##c);
            INFER__EACH8(INFER__WIDEN)
            scale += 32;
        }
        __m512 d0 = _mm512_loadu_ps(top), d1 = _mm512_loadu_ps(top + 16), y;
#define INFER__FINISH(i, c, d) \
    _mm512_storeu_ps(out + i, _mm512_fmadd_ps(sum[c], _mm512_mul_ps(d, y), _mm512_loadu_ps(out + i)));
#define INFER__SAVE(c)        \
    y = _mm512_set1_ps(d[c]); \
    INFER__FINISH(32 * c, c, d0) INFER__FINISH(32 * c + 16, c + 8, d1)
        INFER__EACH8(INFER__SAVE)
    }
#undef INFER__CLEAR
#undef INFER__START
#undef INFER__TOKEN
#undef INFER__WIDEN
#undef INFER__FINISH
#undef INFER__SAVE
}

#define INFER__TILE_QUANTS(tier, target, name, kind)                                                            \
    target static void infer__tile_##name##_##tier(const infer__tile *t, const infer__panel *p, size_t columns, \
                                                   float *out) {                                                \
        infer__tile_quants_##tier(kind, t, p, columns, out);                                                    \
    }
INFER__TILE_QUANTS(avx2, INFER__AVX2, nibbles, INFER__NIBBLES)
INFER__TILE_QUANTS(avx2, INFER__AVX2, bytes, INFER__BYTES)
INFER__TILE_QUANTS(avx2, INFER__AVX2, k32, INFER__K32)
INFER__TILE_QUANTS(avx2, INFER__AVX2, k16, INFER__K16)
INFER__TILE_QUANTS(avx2, INFER__AVX2, k16_bytes, INFER__K16_BYTES)
INFER__TILE_QUANTS(avx512, INFER__AVX512, bytes, INFER__BYTES)
INFER__TILE_QUANTS(avx512, INFER__AVX512, k32, INFER__K32)
INFER__TILE_QUANTS(avx512, INFER__AVX512, k16, INFER__K16)
INFER__TILE_QUANTS(avx512, INFER__AVX512, k16_bytes, INFER__K16_BYTES)

/* Interleaves one token's quantised row into its panels. */
INFER__AVX2 static void infer__pack_avx2(int act, bool wide, const void *row, uint8_t *panels, size_t tokens,
                                         size_t token, size_t n) {
    size_t g = wide ? 8 : 4, lane = token % g, chunk = infer__chunk(act);
    const __m256i centre = _mm256_set1_epi8((char)(act == INFER__ACT_A8K ? 32 : wide ? 128 : 16));
    for (size_t k = 0; k < n; k += chunk) {
        size_t columns = INFER__MIN(n - k, chunk);
        infer__panel p = infer__panel_of(act, panels, tokens, token - lane, k, columns, g);
        if (act == INFER__ACT_F32) { /* the last 8 columns are filled with zeros */
            for (size_t i = 0; i < (columns + 7) / 8 * 8; i++) {
                float v = i < columns ? ((const float *)row)[k + i] : 0.0f;
                memcpy(p.q + i * g + lane, &v, 4);
            }
            continue;
        }
        for (size_t i = 0; i < columns; i += 32) {
            const infer__a8 *a = (const infer__a8 *)row + (k + i) / 32;
            const infer__a8k *ak = (const infer__a8k *)row + (k + i) / 256;
            const int8_t *q = act == INFER__ACT_A8 ? a->q : ak->q + i % 256;
            __m256i v = INFER__LOAD256(q), s = _mm256_maddubs_epi16(centre, v);
            int32_t start[8], *to = p.q + i / 4 * g + lane;
            INFER__UNROLL for (size_t j = 0; j < 8; j++) memcpy(to + j * g, q + 4 * j, 4);
            if (wide) s = _mm256_madd_epi16(s, _mm256_set1_epi16(1));
            for (int j = 0; j < 2; j++) {
                __m256i other = j ? _mm256_shuffle_epi32(s, 0xb1) : _mm256_shuffle_epi32(s, 0x4e);
                s = wide ? _mm256_add_epi32(s, other) : _mm256_add_epi16(s, other);
            }
            if (act == INFER__ACT_A8) {
                __m256i other = _mm256_permute2x128_si256(s, s, 1);
                s = wide ? _mm256_add_epi32(s, other) : _mm256_add_epi16(s, other);
            }
            s = wide ? _mm256_sub_epi32(_mm256_setzero_si256(), s) : _mm256_sub_epi16(_mm256_setzero_si256(), s);
            _mm256_storeu_si256((__m256i *)(void *)start, s);
            if (act == INFER__ACT_A8) {
                p.d[i / 32 * g + lane] = a->d, p.s32[i / 32 * g + lane] = a->s;
                p.start[i / 32 * g + lane] = start[0];
                continue;
            }
            const int16_t *sums = ak->sums + i % 256 / 16;
            if (i % 256 == 0) p.d[i / 256 * g + lane] = ak->d;
            p.s32[i / 32 * g + lane] = ak->d * (float)(sums[0] + sums[1]);
            for (size_t j = 0; j < 2; j++) {
                p.s16[(i / 16 + j) * g + lane] = ak->d * (float)sums[j];
                p.start[(i / 16 + j) * g + lane] = start[4 * j];
            }
        }
    }
}

/* Which functions a format's products are made of. */
typedef struct infer__micro {
    void (*run)(const infer__tile *t, const infer__panel *p, size_t columns, float *out);
    int centre;
    bool fine;
} infer__micro;

typedef struct infer__blocked {
    int type, offset; /* of the quants as opened */
    int min;          /* columns that share a minimum; 0: none */
    void (*open)(const infer__tile *t, const uint8_t *w, size_t row_bytes, int rows, size_t columns);
    const infer__micro *avx2, *avx512;
} infer__blocked;

#define INFER__OPEN(name, call)                                                                                 \
    INFER__AVX2 static void infer__open_##name##_avx2(const infer__tile *t, const uint8_t *w, size_t row_bytes, \
                                                      int rows, size_t columns) {                               \
        call;                                                                                                   \
    }
#define INFER__OPEN_FLOATS(name, bytes) \
    INFER__OPEN(name, infer__open_floats_avx2(infer__load_##name##_avx2, bytes, t, w, row_bytes, rows, columns))
#define INFER__OPEN32(name) INFER__OPEN(name, infer__open32_avx2(infer__shape_##name, t, w, row_bytes, rows, columns))
#define INFER__OPEN128(TYPE, name, block, bytes, d, micro) \
    INFER__OPEN(name, infer__open128_avx2(infer__shape_##name, t, w, row_bytes, rows, columns))
#define INFER__OPEN256(name, fine_min) \
    INFER__OPEN(name, infer__open256_avx2(infer__shape_##name, fine_min, t, w, row_bytes, rows, columns))
INFER__OPEN_FLOATS(f32, 4)
INFER__OPEN_FLOATS(f16, 2)
INFER__OPEN_FLOATS(bf16, 2)
INFER__OPEN32(q4_0)
INFER__OPEN32(q4_1)
INFER__OPEN32(q5_0)
INFER__OPEN32(q5_1)
INFER__OPEN32(q8_0)
INFER__OPEN256(q2_k, true)
INFER__OPEN256(q3_k, false)
INFER__OPEN256(q4_k, false)
INFER__OPEN256(q5_k, false)
INFER__OPEN256(q6_k, false)
#define INFER__OPEN_SIGNED(TYPE, name, bytes, d, micro, book) INFER__OPEN256(name, false)
#define INFER__OPEN_NUMBERS(TYPE, name, number)               INFER__OPEN_FLOATS(name, sizeof(number))
INFER__EACH_BOOK(INFER__OPEN_SIGNED)
INFER__EACH_SIGNED(INFER__OPEN_SIGNED)
INFER__EACH128(INFER__OPEN128)
INFER__EACH_NUMBER(INFER__OPEN_NUMBERS)

static const infer__micro infer__floats_avx2 = {infer__tile_floats_avx2, 0, false};
static const infer__micro infer__nibbles_avx2 = {infer__tile_nibbles_avx2, 16, false};
static const infer__micro infer__bytes_avx2 = {infer__tile_bytes_avx2, 0, false};
static const infer__micro infer__bytes16_avx2 = {infer__tile_bytes_avx2, 0, true};
static const infer__micro infer__k32_avx2 = {infer__tile_k32_avx2, 0, false};
static const infer__micro infer__k16_avx2 = {infer__tile_k16_avx2, 32, true};
static const infer__micro infer__k16_bytes_avx2 = {infer__tile_k16_bytes_avx2, 0, true};
static const infer__micro infer__floats_avx512 = {infer__tile_floats_avx512, 0, false};
static const infer__micro infer__bytes_avx512 = {infer__tile_bytes_avx512, 128, false};
static const infer__micro infer__bytes16_avx512 = {infer__tile_bytes_avx512, 128, true};
static const infer__micro infer__k32_avx512 = {infer__tile_k32_avx512, 0, false};
static const infer__micro infer__k16_avx512 = {infer__tile_k16_avx512, 32, true};
static const infer__micro infer__k16_bytes_avx512 = {infer__tile_k16_bytes_avx512, 128, true};

/* clang-format off */
#define INFER__BLOCKED_SIGNED(TYPE, name, bytes, d, micro, book) \
    {INFER_TYPE_##TYPE, 0, 0, infer__open_##name##_avx2, &infer__##micro##_avx2, &infer__##micro##_avx512},
#define INFER__BLOCKED128(TYPE, name, block, bytes, d, micro) \
    {INFER_TYPE_##TYPE, 0, 0, infer__open_##name##_avx2, &infer__##micro##_avx2, &infer__##micro##_avx512},
#define INFER__BLOCKED1(TYPE, name, number) \
    {INFER_TYPE_##TYPE, 0, 0, infer__open_##name##_avx2, &infer__floats_avx2, &infer__floats_avx512},
/* clang-format on */
static const infer__blocked infer__blocked_formats[] = {
    {INFER_TYPE_F32, 0, 0, infer__open_f32_avx2, &infer__floats_avx2, &infer__floats_avx512},
    {INFER_TYPE_F16, 0, 0, infer__open_f16_avx2, &infer__floats_avx2, &infer__floats_avx512},
    {INFER_TYPE_BF16, 0, 0, infer__open_bf16_avx2, &infer__floats_avx2, &infer__floats_avx512},
    {INFER_TYPE_Q4_0, 8, 0, infer__open_q4_0_avx2, &infer__nibbles_avx2, &infer__bytes_avx512},
    {INFER_TYPE_Q4_1, 0, 32, infer__open_q4_1_avx2, &infer__nibbles_avx2, &infer__bytes_avx512},
    {INFER_TYPE_Q5_0, 16, 0, infer__open_q5_0_avx2, &infer__nibbles_avx2, &infer__bytes_avx512},
    {INFER_TYPE_Q5_1, 16, 32, infer__open_q5_1_avx2, &infer__nibbles_avx2, &infer__bytes_avx512},
    {INFER_TYPE_Q8_0, 0, 0, infer__open_q8_0_avx2, &infer__bytes_avx2, &infer__bytes_avx512},
    {INFER_TYPE_Q2_K, 0, 16, infer__open_q2_k_avx2, &infer__k16_avx2, &infer__k16_avx512},
    {INFER_TYPE_Q3_K, 4, 0, infer__open_q3_k_avx2, &infer__k16_avx2, &infer__k16_avx512},
    {INFER_TYPE_Q4_K, 0, 32, infer__open_q4_k_avx2, &infer__k32_avx2, &infer__k32_avx512},
    {INFER_TYPE_Q5_K, 0, 32, infer__open_q5_k_avx2, &infer__k16_avx2, &infer__k32_avx512},
    {INFER_TYPE_Q6_K, 32, 0, infer__open_q6_k_avx2, &infer__k16_avx2, &infer__k16_avx512},
    INFER__EACH_BOOK(INFER__BLOCKED_SIGNED) INFER__EACH_SIGNED(INFER__BLOCKED_SIGNED) INFER__EACH128(INFER__BLOCKED128)
        INFER__EACH_NUMBER(INFER__BLOCKED1)};
#endif

/* Rows and tokens of a tier's micro-tile; 0 where it has none and products go token by token. */
static int infer__tile_rows(int tier) {
#ifdef INFER__X86
    return tier >= INFER_KERNELS_AVX512 ? 32 : tier >= INFER_KERNELS_AVX2 ? 16 : 0;
#else
    return (void)tier, 0;
#endif
}
static int infer__tile_group(int tier) { return infer__tile_rows(tier) / 4; }

/* Bytes that infer__strip wants, and its results: out[tokens][rows of a tile]. */
enum {
    INFER__STRIP_SCRATCH =
        INFER__TILE_ROWS * (INFER__TILE_BYTES + (INFER__TILE_BYTES / 32 + 2 * INFER__TILE_BYTES / 16) * 4)
};

/* Packs a row of activations (floats, or as infer__act_pack made them) into panels for `tokens` tokens. */
static void infer__pack(int tier, int act, const void *row, uint8_t *panels, int tokens, int token, size_t n) {
#ifdef INFER__X86
    infer__pack_avx2(act, infer__tile_group(tier) == 8, row, panels, (size_t)tokens, (size_t)token, n);
#else
    (void)tier, (void)act, (void)row, (void)panels, (void)tokens, (void)token, (void)n;
#endif
}

/* out[t][r] = w[r] . x[from + t] for up to a tile's number of rows and for `count` tokens, whole groups of the `tokens`
 * that the panels hold. */
static void infer__strip(int tier, const infer__format *f, const uint8_t *w, size_t row_bytes, int rows, size_t n,
                         uint8_t *panels, int tokens, int from, int count, float *out, uint8_t *scratch) {
#ifdef INFER__X86
    const infer__blocked *b = infer__blocked_formats;
    while (b->type != f->type) b++;
    bool wider = tier >= INFER_KERNELS_AVX512;
    const infer__micro *micro = wider ? b->avx512 : b->avx2,
                       *floats = wider ? &infer__floats_avx512 : &infer__floats_avx2;
    size_t wide = (size_t)infer__tile_rows(tier), group = wide / 4, chunk = infer__chunk(f->act);
    int parts = f->act == INFER__ACT_A8 && micro->fine ? 2 : 1;
    infer__tile t, min;
    t.rows = (int)wide, t.bias = micro->centre - b->offset, t.fine = micro->fine;
    t.q = scratch, t.top = (float *)(void *)(t.q + wide * INFER__TILE_BYTES),
    t.min = t.top + wide * (INFER__TILE_BYTES / 32);
    t.scale = (int32_t *)(void *)(t.min + wide * (INFER__TILE_BYTES / 16));
    min = t, min.q = (uint8_t *)t.min;
    memset(out, 0, (size_t)count * wide * sizeof(float));
    for (size_t k = 0; k < n; k += chunk) {
        size_t columns = INFER__MIN(n - k, chunk);
        for (t.part = 0; t.part < parts; t.part++) {
            b->open(&t, w + infer__row_bytes(f, k), row_bytes, rows, columns);
            for (size_t i = 0; i < (size_t)count; i += group) {
                infer__panel p = infer__panel_of(f->act, panels, (size_t)tokens, (size_t)from + i, k, columns, group);
                micro->run(&t, &p, f->act == INFER__ACT_F32 ? (columns + 7) / 8 * 8 : columns, out + i * wide);
                if (!b->min) continue;
                p.q = (int32_t *)(void *)(b->min == 32 ? p.s32 : p.s16);
                floats->run(&min, &p, columns / (size_t)b->min, out + i * wide);
            }
        }
    }
#else
    (void)tier, (void)f, (void)w, (void)row_bytes, (void)rows, (void)n, (void)panels, (void)tokens, (void)from;
    (void)count, (void)out, (void)scratch;
#endif
}

/* ===========================================================================
 * [9] THREADS                                                       >>threads
 * ===========================================================================
 * One pool a model. The thread that calls is number 0 of n; the others wait, awake for a moment and then asleep, since
 * waking a sleeper costs more than a small operation. All n run the same function, which keeps step with barriers. Walks
 * of several sessions take turns, each with the whole pool: a process with many sessions never has more threads at work
 * than the model was opened with. */

typedef struct infer__pool {
    int n;        /* threads, the caller included */
    int patience; /* pauses before a waiting thread sleeps; 0 when there are more threads than processors */
    bool pin;     /* a core for each thread but the caller's */
    void (*run)(void *arg, int thread, int n);
    void *arg;
    bool alone;                  /* this job is the caller's only */
    volatile int job;            /* counts up: a new one has begun */
    volatile int arrived, phase; /* of the barrier */
    volatile int sleepers, quit;
    infer__mutex turn; /* held while a session uses the pool */
#ifndef INFER_NO_THREADS
    infer__mutex mutex;
    infer__cond wake;
    infer__thread *threads;
    struct infer__worker *workers;
    int started;
#endif
} infer__pool;

#ifdef INFER_NO_THREADS
static void infer__pool_layout(infer__pool *p, infer__arena *a) { (void)a, p->n = 1; }
static bool infer__pool_start(infer__pool *p) { return infer__mutex_init(&p->turn), true; }
static void infer__pool_stop(infer__pool *p) { infer__mutex_free(&p->turn); }
static void infer__barrier(infer__pool *p) { (void)p; }
static void infer__pool_run(infer__pool *p, void (*run)(void *, int, int), void *arg, bool alone) {
    (void)p, (void)alone;
    run(arg, 0, 1);
}
#else
typedef struct infer__worker {
    infer__pool *pool;
    int index;
} infer__worker;

/* Waits until *word is no longer `old`: awake at first, then asleep. */
static void infer__await(infer__pool *p, volatile int *word, int old) {
    for (int spins = 0; spins < p->patience; spins++) {
        if (infer__atomic_load(word) != old) return;
        infer__pause();
    }
    infer__mutex_lock(&p->mutex);
    infer__atomic_add(&p->sleepers, 1);
    while (infer__atomic_load(word) == old) infer__cond_wait(&p->wake, &p->mutex);
    infer__atomic_add(&p->sleepers, -1);
    infer__mutex_unlock(&p->mutex);
}

/* Counts *word up and wakes who sleeps. A sleeper has counted itself before it looks at the word under the lock, so
 * either it sees the new value or it is seen. */
static void infer__advance(infer__pool *p, volatile int *word) {
    infer__atomic_add(word, 1);
    if (!infer__atomic_load(&p->sleepers)) return;
    infer__mutex_lock(&p->mutex);
    infer__cond_wake_all(&p->wake);
    infer__mutex_unlock(&p->mutex);
}

/* Waits until every thread of the pool has come here. */
static void infer__barrier(infer__pool *p) {
    if (p->n == 1 || p->alone) return;
    int phase = infer__atomic_load(&p->phase);
    if (infer__atomic_add(&p->arrived, 1) < p->n - 1) {
        infer__await(p, &p->phase, phase);
    } else {
        infer__atomic_store(&p->arrived, 0);
        infer__advance(p, &p->phase);
    }
}

INFER__THREAD_FN(infer__worker_main, arg) {
    infer__worker *w = (infer__worker *)arg;
    infer__pool *p = w->pool;
    if (p->pin) infer__pin_thread(w->index);
    for (int job = 0;; job++) {
        infer__await(p, &p->job, job);
        if (infer__atomic_load(&p->quit)) break;
        p->run(p->arg, w->index, p->n);
        infer__barrier(p);
    }
    INFER__THREAD_RETURN;
}

/* Runs `run` on every thread, or on the caller alone, and returns when all have finished. */
static void infer__pool_run(infer__pool *p, void (*run)(void *, int, int), void *arg, bool alone) {
    p->alone = alone;
    if (p->n == 1 || alone) {
        run(arg, 0, 1);
        return;
    }
    p->run = run, p->arg = arg;
    infer__advance(p, &p->job);
    run(arg, 0, p->n);
    infer__barrier(p);
}

static void infer__pool_layout(infer__pool *p, infer__arena *a) {
    p->threads = INFER__PUSH(a, infer__thread, p->n);
    p->workers = INFER__PUSH(a, infer__worker, p->n);
}

static void infer__pool_stop(infer__pool *p) {
    infer__atomic_store(&p->quit, 1);
    infer__advance(p, &p->job);
    for (int i = 1; i < p->started; i++) infer__thread_join(p->threads[i]);
    infer__cond_free(&p->wake);
    infer__mutex_free(&p->mutex);
    infer__mutex_free(&p->turn);
}

static bool infer__pool_start(infer__pool *p) {
    infer__mutex_init(&p->turn);
    infer__mutex_init(&p->mutex);
    infer__cond_init(&p->wake);
    p->patience = p->n > infer__cpu_count() ? 0 : 20000;
    for (p->started = 1; p->started < p->n; p->started++) {
        infer__worker *w = &p->workers[p->started];
        w->pool = p, w->index = p->started;
        if (!infer__thread_start(&p->threads[p->started], infer__worker_main, w)) {
            infer__pool_stop(p);
            return false;
        }
    }
    return true;
}
#endif

/* Thread `thread` of n takes [lo, hi) of `total` things, in whole multiples of `unit` so that the pieces, and with them
 * the results, do not depend on how many threads there are. */
static void infer__share(int total, int unit, int thread, int n, int *lo, int *hi) {
    int64_t units = ((int64_t)total + unit - 1) / unit;
    *lo = (int)INFER__MIN(units * thread / n * unit, total);
    *hi = (int)INFER__MIN(units * (thread + 1) / n * unit, total);
}

/* ===========================================================================
 * [10] MODEL FAMILIES                                              >>families
 * ===========================================================================
 * Llama is the base: RMSNorm before attention and feed-forward, rotary positions on neighbouring pairs, SiLU-gated
 * feed-forward. A family is one row that names its differences in the words below; sizes and constants come from the
 * file's metadata, biases and experts from the tensors that it has. Which tensors there are, and of which shape, is one
 * table too. What a file offers beyond that is refused: a tensor left unused would be a model computed wrong. */

#define INFER__TRAITS(X)                                                                                              \
    X(HALVES, "halves")           /* rotary pairs are (i, i + n/2) */                                                 \
    X(NO_ROPE, "no-rope")         /* positions are not rotated in */                                                  \
    X(WINDOW_ROPE, "window-rope") /* only sliding-window layers rotate */                                             \
    X(LOCAL_ROPE, "local-rope")   /* sliding-window layers have no rope scaling, and a base of their own */           \
    X(ALIBI, "alibi")             /* scores fall with distance instead (Press et al. 2021) */                         \
    X(POSITIONS, "positions")     /* learned position vectors are added to the embeddings */                          \
    X(LAYER_NORM, "layer-norm")   /* LayerNorm (Ba et al. 2016) instead of RMSNorm */                                 \
    X(UNIT_NORM, "unit-norm")     /* norms have no weights */                                                         \
    X(EMBED_NORM, "embed-norm")   /* embeddings are normed */                                                         \
    X(POST_NORM, "post-norm")     /* norms stand after attention and feed-forward, before the residual, not before */ \
    X(BOTH_NORMS, "both-norms")   /* norms stand before and after them */                                             \
    X(AFTER_NORM, "after-norm")   /* norms stand after the residual has been added, and it goes on normed */          \
    X(ENCODER, "encoder")         /* tokens see those after them, too; windows reach half as far to both sides */     \
    X(PARALLEL, "parallel")       /* attention and feed-forward read the same residual */                             \
    X(MAYBE_PARALLEL, "maybe-parallel") /* ... where the file says so, or has no second norm */                       \
    X(QK_NORM, "qk-norm") /* norm of q and k: of each head or of all heads together, as the weights' shape */         \
    X(MAYBE_QK_NORM, "maybe-qk-norm")   /* ... where the file has its weights */                                      \
    X(LATE_QK_NORM, "late-qk-norm")     /* ... after rope */                                                          \
    X(UNIT_QK_NORM, "unit-qk-norm")     /* ... after rope, without weights */                                         \
    X(ATTENTION_GATE, "attention-gate") /* attention's result is multiplied by sigmoid(W n) */                        \
    X(SOFTPLUS_GATE, "softplus-gate")   /* ... by softplus(W n) */                                                    \
    X(SINKS, "sinks")                   /* each head has one more score that takes weight to nowhere */               \
    X(SOFTCAP, "softcap")               /* attention scores are soft-capped: cap * tanh(s / cap) */                   \
    X(FINAL_SOFTCAP, "final-softcap")   /* so are the logits */                                                       \
    X(TEMPERATURE, "temperature")       /* queries grow with the logarithm of their position */                       \
    X(WINDOW_FIRST, "window-first")     /* sliding-window layers come before the full one of each period */           \
    X(CHUNKED, "chunked")               /* the window is a chunk: nothing before its beginning is seen */             \
    X(LARGEST_SCALE, "largest-scale")   /* the largest model scales scores by its embedding length per head */        \
    X(UNGATED, "ungated")               /* feed-forward is Wd act(Wu n) */                                            \
    X(GELU, "gelu")                     /* activations other than SiLU */                                             \
    X(RELU, "relu")                                                                                                   \
    X(RELU2, "relu2")            /* squared */                                                                        \
    X(CLAMPED, "clamped-swiglu") /* (up + 1) * gate * sigmoid(1.702 gate), both clamped (gpt-oss) */                  \
    X(SIGMOID_ROUTER,                                                                                                 \
      "sigmoid-router") /* experts are scored by a sigmoid, not softmax, where the file does not say */               \
    X(CHOSEN_SOFTMAX, "chosen-softmax") /* ... by softmax over the chosen ones */                                     \
    X(NORM_WEIGHTS, "norm-weights")     /* the chosen experts' weights are made to sum to 1 */                        \
    X(WEIGH_INPUT, "weigh-input")       /* experts' inputs are weighed, not their results */                          \
    X(DENSE_TOO, "dense-too")           /* layers with experts have the dense feed-forward as well */                 \
    X(FFN_SCALES, "ffn-scales")         /* feed-forward matrices may come with a scale (4-bit float files do) */      \
    X(EMBED_SCALE, "embed-scale")       /* embeddings are multiplied by sqrt(embedding length) */                     \
    X(LOGIT_DIVIDE, "logit-divide")     /* the file's logit scale divides */                                          \
    X(LENGTH_SCALE, "length-scale")     /* scores are divided by the key length, not its root */                      \
    X(NO_EXPERTS, "no-experts")         /* files with experts are refused */                                          \
    X(NO_OUT_BIAS, "no-out-bias")       /* these are ignored where a file has them, as llama.cpp does */              \
    X(NO_FFN_BIAS, "no-ffn-bias")                                                                                     \
    X(NO_LOGIT_BIAS, "no-logit-bias")                                                                                 \
    X(NO_QKV_SCALE, "no-qkv-scale")                                                                                   \
    X(NO_ROPE_FACTORS, "no-rope-factors")

enum {
#define INFER__X(name, word) INFER__##name,
    INFER__TRAITS(INFER__X)
#undef INFER__X
        INFER__TRAIT_COUNT
};
static const char *const infer__trait_words[] = {
#define INFER__X(name, word) word,
    INFER__TRAITS(INFER__X)
#undef INFER__X
};

/* Numbers of a row, where the file does not say otherwise. */
enum {
    INFER__PERIOD,       /* one layer in this many has full attention, the others a sliding window */
    INFER__WINDOW,       /* of so many tokens */
    INFER__NO_ROPE_EACH, /* every layer whose number from 1 this divides does not rotate */
    INFER__LOCAL_BASE,   /* rope base of sliding-window layers */
    INFER__CAP,          /* of attention scores */
    INFER__FINAL_CAP,
    INFER__LARGEST,  /* layers of the model that largest-scale speaks of */
    INFER__POST_EPS, /* epsilon of the norms after attention and feed-forward */
    INFER__ALIBI_MAX,
    INFER__ROPE_LAYERS,   /* what only models of so many layers do: rotate */
    INFER__ALIBI_LAYERS,  /* use alibi */
    INFER__WINDOW_LAYERS, /* have sliding windows */
    INFER__NUMBERS
};
static const char *const infer__number_words[INFER__NUMBERS] = {
    "period",  "window",   "no-rope-each", "local-base",  "cap",          "final-cap",
    "largest", "post-eps", "alibi",        "rope-layers", "alibi-layers", "window-layers"};

static const struct infer__family {
    const char *name;  /* general.architecture */
    const char *words; /* what is not as in Llama */
} infer__families[] = {
    {"llama", "ffn-scales"}, /* Llama 1 to 3, Mistral, Mixtral, TinyLlama, SmolLM2 */
    {"arcee", "ungated relu2"},
    {"arctic", "dense-too"},
    {"baichuan", "alibi rope-layers=32 alibi-layers=40 alibi=8"},
    {"bloom", "layer-norm no-rope alibi embed-norm ungated gelu alibi=8"},
    {"chatglm", ""},
    {"codeshell", "layer-norm halves ungated gelu"},
    {"cohere2", "layer-norm parallel window-first window-rope ffn-scales period=4"},
    {"command-r", "layer-norm parallel maybe-qk-norm"},
    {"deci", ""},
    {"dream", "halves no-logit-bias"},
    {"ernie4_5", "no-out-bias"},
    {"exaone", "halves"},
    {"exaone4", "halves post-norm qk-norm window-first window-rope period=4 window=4096 window-layers=64"},
    {"falcon", "layer-norm halves parallel ungated gelu"},
    {"gemma", "halves gelu embed-scale"},
    {"gemma2",
     "halves both-norms gelu embed-scale softcap final-softcap window-first largest-scale period=2 window=4096 "
     "cap=50 final-cap=30 largest=46"},
    {"gemma3",
     "halves qk-norm both-norms gelu embed-scale final-softcap window-first local-rope largest-scale period=6 "
     "local-base=10000 largest=62"},
    {"glm4", "halves both-norms"},
    {"gpt2", "layer-norm no-rope positions ungated gelu"},
    {"gptneox", "layer-norm halves maybe-parallel ungated gelu"},
    {"granite", "logit-divide"},
    {"granite_swa", "logit-divide sinks period=4"},
    {"granitemoe", "logit-divide"},
    {"hunyuan-dense", "halves late-qk-norm"},
    {"hunyuan_vl", "halves late-qk-norm"},
    {"internlm2", ""},
    {"jais", "layer-norm no-rope alibi length-scale alibi=8"},
    {"jais2", "layer-norm halves ungated relu2"},
    {"llada", "no-out-bias no-ffn-bias no-rope-factors"},
    {"maincoder", "late-qk-norm"},
    {"minicpm", ""},
    {"mistral3", "temperature ffn-scales"},
    {"mpt", "layer-norm no-rope alibi positions maybe-qk-norm ungated gelu alibi=8"},
    {"muse-glimmer",
     "both-norms qk-norm embed-norm unit-norm attention-gate window-rope window-first period=4 post-eps=1e-8"},
    {"nanbeige", "ffn-scales"},
    {"nemotron", "layer-norm halves ungated relu2"},
    {"olmo", "layer-norm unit-norm"},
    {"olmo2", "halves post-norm qk-norm window-first period=4"},
    {"openelm", "halves qk-norm no-qkv-scale"},
    {"orion", "layer-norm halves"},
    {"paddleocr", "halves"},
    {"pangu-embedded", "halves no-rope-factors"},
    {"phi2", "layer-norm halves parallel ungated gelu"},
    {"phi3", "halves"},
    {"plamo", "halves parallel"},
    {"plamo3", "halves both-norms qk-norm window-first period=8"},
    {"qwen", "halves"},
    {"qwen2", "halves"},
    {"qwen2vl", "halves no-logit-bias"},
    {"qwen3", "halves qk-norm ffn-scales"},
    {"qwen3tts", "halves qk-norm"},
    {"qwen3vl", "halves qk-norm"},
    {"refact", "no-rope alibi no-out-bias no-ffn-bias no-experts alibi=8"},
    {"seed_oss", "halves"},
    {"smollm3", "no-rope-each=4"},
    {"stablelm", "layer-norm halves maybe-qk-norm maybe-parallel"},
    {"starcoder", "layer-norm no-rope positions ungated gelu"},
    {"starcoder2", "layer-norm halves ungated gelu"},
    {"xverse", ""},
    {"bert", "encoder after-norm layer-norm no-rope positions embed-norm ungated gelu"}, /* and RoBERTa, XLM-R */
    {"nomic-bert", "encoder after-norm layer-norm halves embed-norm"},
    {"jina-bert-v2", "encoder after-norm layer-norm no-rope alibi embed-norm maybe-qk-norm gelu alibi=8"},
    {"jina-bert-v3", "encoder after-norm layer-norm halves embed-norm ungated gelu"},
    {"modern-bert", "encoder layer-norm halves embed-norm gelu local-rope period=3"},
    {"gemma-embedding",
     "encoder halves qk-norm both-norms gelu embed-scale window-first local-rope period=6 local-base=10000"},
    {"afmoe", "halves qk-norm both-norms attention-gate embed-scale window-first window-rope sigmoid-router period=4"},
    {"bailingmoe", "norm-weights"},
    {"bailingmoe2", "halves qk-norm sigmoid-router ffn-scales"},
    {"cohere2moe", "layer-norm parallel window-first window-rope sigmoid-router period=4"},
    {"dbrx", "layer-norm halves norm-weights"},
    {"deepseek", ""},
    {"dots1", "halves qk-norm sigmoid-router"},
    {"ernie4_5-moe", "no-out-bias norm-weights"},
    {"exaone-moe", "halves qk-norm window-first window-rope sigmoid-router period=4"},
    {"glm4moe", "halves qk-norm sigmoid-router"},
    {"gpt-oss", "halves sinks clamped-swiglu chosen-softmax window-first period=2"},
    {"grok", "halves both-norms softcap gelu dense-too norm-weights cap=30"},
    {"hunyuan-moe", "halves late-qk-norm norm-weights"},
    {"hy_v3", "halves qk-norm sigmoid-router ffn-scales"},
    {"laguna", "halves qk-norm softplus-gate local-rope sigmoid-router period=4"},
    {"llada-moe", "halves qk-norm"},
    {"llama4", "unit-qk-norm temperature weigh-input sigmoid-router chunked window-first window-rope period=4"},
    {"maple", "halves qk-norm window-rope norm-weights period=4"},
    {"mellum", "halves qk-norm window-first local-rope norm-weights period=4"},
    {"mimo2", "halves sinks sigmoid-router norm-weights window-first period=6"},
    {"minimax-m2", "halves qk-norm sigmoid-router norm-weights"},
    {"minimax-m3", "halves qk-norm sigmoid-router norm-weights"},
    {"olmoe", "halves qk-norm"},
    {"phimoe", "layer-norm halves norm-weights"},
    {"qwen2moe", "halves"},
    {"qwen3moe", "halves qk-norm norm-weights ffn-scales"},
    {"qwen3vlmoe", "halves qk-norm norm-weights ffn-scales"},
    {"rnd1", "halves qk-norm norm-weights"},
    {"smallthinker", "halves relu norm-weights window-rope sigmoid-router period=4"},
    {"spark2_5", "halves attention-gate period=4"},
};
typedef struct infer__family infer__family;

/* Sizes that tensor shapes are made of. */
enum {
    INFER__E,    /* embedding length */
    INFER__Q,    /* heads x key length */
    INFER__KV_K, /* kv heads x key length */
    INFER__KV_V, /* kv heads x value length */
    INFER__A,    /* heads x value length: what attention gives */
    INFER__QKV,  /* Q + KV_K + KV_V */
    INFER__F,    /* feed-forward length */
    INFER__F_X,  /* of an expert */
    INFER__F_S,  /* of the shared expert */
    INFER__X,    /* number of experts */
    INFER__HEADS,
    INFER__ONE,
    INFER__NORM_Q, /* a head, each head its own, or all heads at once: as the file has it */
    INFER__NORM_K,
    INFER__GATE_A, /* A, or one for each head */
    INFER__SIZES
};

/* Tensors of a layer, "blk.N.NAME.weight", with optional "blk.N.NAME.bias" and "blk.N.NAME.scale" (one number for the
 * matrix, or one for each expert). Fused ones hold the rows of several: attn_qkv those of q, k and v, ffn_up without
 * ffn_gate those of gate and up. A vector has `rows` ONE. */
enum {
    INFER__ATTN_NORM,
    INFER__ATTN_NORM_2, /* attention's own, where a parallel feed-forward has attn_norm */
    INFER__ATTN_Q,
    INFER__ATTN_K,
    INFER__ATTN_V,
    INFER__ATTN_QKV,
    INFER__ATTN_OUT,
    INFER__ATTN_Q_NORM,
    INFER__ATTN_K_NORM,
    INFER__ATTN_GATE,
    INFER__ATTN_SINKS,
    INFER__ATTN_POST_NORM,
    INFER__FFN_NORM,
    INFER__FFN_GATE,
    INFER__FFN_UP,
    INFER__FFN_DOWN,
    INFER__FFN_POST_NORM,
    INFER__ROUTER,
    INFER__ROUTER_BIAS, /* added to the scores by which experts are chosen, not to their weights */
    INFER__X_NORM,
    INFER__X_GATE,
    INFER__X_UP,
    INFER__X_DOWN,
    INFER__X_GATE_UP,
    INFER__S_ROUTER,
    INFER__S_GATE,
    INFER__S_UP,
    INFER__S_DOWN,
    INFER__LAYER_TENSORS
};

enum { INFER__ALWAYS = -1, INFER__MAYBE = -2, INFER__EXPERTS = -3 };

static const struct {
    const char *name, *other; /* a second name, where the first is not in the file */
    int8_t columns, rows;
    int8_t need; /* a trait: bound and needed where the family has it; or one of the above */
} infer__layer_tensors[INFER__LAYER_TENSORS] = {
    {"attn_norm", NULL, INFER__E, INFER__ONE, INFER__MAYBE},
    {"attn_norm_2", NULL, INFER__E, INFER__ONE, INFER__MAYBE},
    {"attn_q", NULL, INFER__E, INFER__Q, INFER__MAYBE},
    {"attn_k", NULL, INFER__E, INFER__KV_K, INFER__MAYBE},
    {"attn_v", NULL, INFER__E, INFER__KV_V, INFER__MAYBE},
    {"attn_qkv", NULL, INFER__E, INFER__QKV, INFER__MAYBE},
    {"attn_output", NULL, INFER__A, INFER__E, INFER__ALWAYS},
    {"attn_q_norm", NULL, INFER__NORM_Q, INFER__ONE, INFER__QK_NORM},
    {"attn_k_norm", NULL, INFER__NORM_K, INFER__ONE, INFER__QK_NORM},
    {"attn_gate", NULL, INFER__E, INFER__GATE_A, INFER__ATTENTION_GATE},
    {"attn_sinks", NULL, INFER__HEADS, INFER__ONE, INFER__SINKS},
    {"post_attention_norm", "attn_output_norm", INFER__E, INFER__ONE, INFER__POST_NORM},
    {"ffn_norm", "post_attention_norm", INFER__E, INFER__ONE, INFER__MAYBE},
    {"ffn_gate", NULL, INFER__E, INFER__F, INFER__MAYBE},
    {"ffn_up", NULL, INFER__E, INFER__F, INFER__MAYBE},
    {"ffn_down", NULL, INFER__F, INFER__E, INFER__MAYBE},
    {"post_ffw_norm", "layer_output_norm", INFER__E, INFER__ONE, INFER__POST_NORM},
    {"ffn_gate_inp", NULL, INFER__E, INFER__X, INFER__EXPERTS},
    {"exp_probs_b", NULL, INFER__X, INFER__ONE, INFER__EXPERTS},
    {"ffn_norm_exps", NULL, INFER__E, INFER__ONE, INFER__EXPERTS},
    {"ffn_gate_exps", NULL, INFER__E, INFER__F_X, INFER__EXPERTS},
    {"ffn_up_exps", NULL, INFER__E, INFER__F_X, INFER__EXPERTS},
    {"ffn_down_exps", NULL, INFER__F_X, INFER__E, INFER__EXPERTS},
    {"ffn_gate_up_exps", NULL, INFER__E, INFER__F_X, INFER__EXPERTS},
    {"ffn_gate_inp_shexp", NULL, INFER__E, INFER__ONE, INFER__EXPERTS},
    {"ffn_gate_shexp", NULL, INFER__E, INFER__F_S, INFER__EXPERTS},
    {"ffn_up_shexp", NULL, INFER__E, INFER__F_S, INFER__EXPERTS},
    {"ffn_down_shexp", NULL, INFER__F_S, INFER__E, INFER__EXPERTS},
};

/* Weights as the plan uses them: y = (W x) * scale + bias * bias_scale, W of rows x columns. data NULL: not there. A
 * vector is a matrix of one row. Experts follow one another, each with its bias and its own scale. */
typedef struct infer__matrix {
    const infer__format *format;
    const uint8_t *data;
    size_t row_bytes, expert_bytes;
    int rows, columns, experts;
    const float *bias, *expert_scale; /* experts x rows, experts; or NULL */
    float scale, bias_scale;
} infer__matrix;

typedef struct infer__layer {
    int heads, kv_heads, feed_forward, expert_forward, shared_forward;
    int window;   /* tokens that attention looks back, itself included; 0: all */
    bool local;   /* is a sliding-window layer */
    bool rotates; /* q and k by their position */
    bool parallel;
    float expert_limit, shared_limit; /* of gated units; 0: none */
    infer__matrix w[INFER__LAYER_TENSORS];
} infer__layer;

/* How positions turn into angles: angle(p, i) = p * frequency[i], the vectors then scaled by `magnitude`. */
typedef struct infer__rope {
    float base, scale; /* scale: 1 / the factor that the context was stretched by */
    float magnitude;
    bool yarn;
    float beta_fast, beta_slow; /* YaRN's ramp between stretched and original frequencies */
    int original_context;
    const float *factors[2]; /* per pair, divide the frequency; [1] where the context exceeds the original; or NULL */
} infer__rope;

enum { INFER__BY_SOFTMAX = 1, INFER__BY_SIGMOID, INFER__BY_CHOSEN_SOFTMAX, INFER__BY_SQRT_SOFTPLUS }; /* GGUF's ids */

typedef struct infer__hyper {
    int embedding, layers, heads, kv_heads, key_length, value_length, rope_length, vocabulary, context;
    float eps, embed_scale, attention_scale, softcap, final_softcap, residual_scale, logit_scale, clamp, alibi;
    float temperature_scale; /* queries at position p: times 1 + scale * ln(1 + floor((p + 1) / length)) */
    int temperature_length;
    int experts, experts_used, expert_groups, expert_groups_used, router; /* INFER__BY_... */
    float expert_scale;
    bool norm_weights, causal;
    infer__rope rope[2]; /* of full and of sliding-window layers */
} infer__hyper;

/* What pooled vectors go through: scores = OUT tanh(CLASSIFIER x), x = DENSE_3 DENSE_2 x, as far as there are any. */
enum { INFER__HEAD_CLASSIFIER, INFER__HEAD_NORM, INFER__HEAD_OUT, INFER__HEAD_DENSE_2, INFER__HEAD_DENSE_3 };

struct infer_model {
    infer_allocator allocator;
    infer_logger logger;
    infer__arena arena;
    infer__gguf gguf;
    infer__vocab vocab;
    int chat;          /* row of the chat templates */
    bool auto_threads; /* the count was ours to choose: what is done sooner alone is done alone */
    const infer__family *family;
    uint64_t traits; /* of the family: infer__has */
    float number[INFER__NUMBERS];
    infer__hyper hyper;
    infer__layer *layers;
    infer__matrix embed, output, positions, embed_norm, output_norm;
    infer__matrix types, head[5]; /* token types; of the classifier and of embeddings, see INFER__HEAD_... */
    float *ones;                  /* weights of norms that have none */
    bool *used;                   /* per tensor of the file, while binding */
    infer__pool pool;
    int tier;
    char description[128], name[128], architecture[64];
    uint64_t parameters, weight_bytes;
    infer__arena weights; /* the files' copy in large pages, if wanted */
    bool vocab_only, locked;
};

static bool infer__has(const infer_model *m, int trait) { return (m->traits >> trait & 1) != 0; }
static int infer__activation(const infer_model *m) {
    return infer__has(m, INFER__GELU)      ? INFER__GELU_TANH
           : infer__has(m, INFER__RELU)    ? INFER__RELU_1
           : infer__has(m, INFER__RELU2)   ? INFER__RELU_2
           : infer__has(m, INFER__CLAMPED) ? INFER__SWIGLU_CLAMPED
                                           : INFER__SILU;
}

/* Turns the family's words into traits and numbers; false if one is not known, which the tests see to. */
static bool infer__read_family(infer_model *m) {
    for (const char *p = m->family->words; *p;) {
        const char *word = p, *value;
        while (*p && *p != ' ') p++;
        infer__str s = INFER__ZERO;
        s.p = word, s.n = (size_t)(p - word), value = (const char *)memchr(word, '=', s.n);
        while (*p == ' ') p++;
        bool known = false;
        if (value) s.n = (size_t)(value - word);
        for (int i = 0; value && i < INFER__NUMBERS; i++)
            if (infer__str_is(s, infer__number_words[i])) m->number[i] = (float)strtod(value + 1, NULL), known = true;
        for (int i = 0; !value && i < INFER__TRAIT_COUNT; i++)
            if (infer__str_is(s, infer__trait_words[i])) m->traits |= (uint64_t)1 << i, known = true;
        if (!known) return false;
    }
    return true;
}
/* A key of the model's own namespace: "llama.block_count". */
static const char *infer__key(const infer_model *m, const char *name, char key[160]) {
    snprintf(key, 160, "%s.%s", m->architecture, name);
    return key;
}
/* The number under `name`, or element `layer` of it where the file has an array. fallback < 0: the key is required. */
static int infer__read_int(const infer_model *m, const char *name, int layer, int64_t lo, int64_t hi, int64_t fallback,
                           int *out, infer_error *err) {
    char key[160];
    infer__key(m, name, key);
    const infer__kv *kv = infer__gguf_kv(&m->gguf, key);
    int64_t value = fallback;
    if (kv && kv->type == INFER_VALUE_ARRAY) {
        infer_value array, v;
        infer__kv_value(kv, &array);
        if (kv->element_type == INFER_VALUE_STRING || !infer_value_element(&array, (uint64_t)INFER__MAX(layer, 0), &v))
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected a number or one for each layer",
                               m->gguf.path, key);
        value = v.i;
        if (value < lo || value > hi)
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s[%d]: expected %lld to %lld, found %lld",
                               m->gguf.path, key, layer, (long long)lo, (long long)hi, (long long)value);
    } else {
        int got = infer__get_int(&m->gguf, key, lo, hi, fallback, &value, err);
        if (got < 0) return got;
        if (!got && fallback < 0)
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s is missing", m->gguf.path, key);
    }
    *out = (int)value;
    return INFER_OK;
}
/* A float where 0, as an unset field of a converter writes it, means the default. */
static int infer__read_float(const infer_model *m, const char *name, float fallback, float *out, infer_error *err) {
    char key[160];
    int got = infer__get_float(&m->gguf, infer__key(m, name, key), fallback, out, err);
    if (got == 1 && *out == 0) *out = fallback;
    return got < 0 ? got : INFER_OK;
}

static int infer__read_rope(infer_model *m, infer_error *err) {
    infer__hyper *h = &m->hyper;
    infer__rope *r = &h->rope[0];
    int rc;
    char key[160];
    infer__str type;
    float factor, attention_factor;
    if ((rc = infer__read_float(m, "rope.freq_base", 10000.0f, &r->base, err)) ||
        (rc = infer__read_float(m, "rope.scaling.factor", 0, &factor, err)) ||
        (rc = infer__read_float(m, "rope.scaling.attn_factor", 1, &attention_factor, err)) ||
        (rc = infer__read_float(m, "rope.scaling.yarn_beta_fast", 32, &r->beta_fast, err)) ||
        (rc = infer__read_float(m, "rope.scaling.yarn_beta_slow", 1, &r->beta_slow, err)) ||
        (rc = infer__read_int(m, "rope.scaling.original_context_length", 0, 0, INT_MAX, h->context,
                              &r->original_context, err)))
        return rc;
    if (factor == 0 && (rc = infer__read_float(m, "rope.scale_linear", 0, &factor, err))) return rc;
    if ((rc = infer__get_string(&m->gguf, infer__key(m, "rope.scaling.type", key), &type, err)) < 0) return rc;
    bool none = infer__str_is(type, "none");
    if (rc == 1 && !none && !infer__str_is(type, "linear") && !infer__str_is(type, "yarn") &&
        !infer__str_is(type, "longrope"))
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: key %s: %.*s; none, linear, yarn and longrope are known",
                           m->gguf.path, key, (int)INFER__MIN(type.n, 40), type.p);
    if (!(r->base > 0) || !(factor >= 0))
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: rope base %g and scaling factor %g: expected positive numbers",
                           m->gguf.path, (double)r->base, (double)factor);
    r->scale = factor == 0 || none ? 1.0f : 1.0f / factor;
    r->yarn = infer__str_is(type, "yarn");
    r->magnitude = attention_factor * (r->yarn && r->scale < 1 ? 1.0f - 0.1f * logf(r->scale) : 1.0f);
    h->rope[1] = *r;
    r = &h->rope[1];
    if (infer__has(m, INFER__LOCAL_ROPE)) r->scale = r->magnitude = 1, r->yarn = false;
    if (m->number[INFER__LOCAL_BASE] > 0) r->base = m->number[INFER__LOCAL_BASE];
    return infer__read_float(m, "rope.freq_base_swa", r->base, &r->base, err);
}

/* Whether the model has as many layers as the family's number asks, or it asks for none. */
static bool infer__of_size(const infer_model *m, int number) {
    return m->number[number] == 0 || m->number[number] == (float)m->hyper.layers;
}

static int infer__read_hyper(infer_model *m, infer_error *err) {
    infer__hyper *h = &m->hyper;
    const int many = 1 << 24;
    int rc, causal, normed;
    char key[160];
    float scale;
    infer__tensor *embed = infer__gguf_tensor(&m->gguf, "token_embd.weight");
    bool layer_norm = infer__has(m, INFER__LAYER_NORM);
    if (!infer__read_family(m))
        return infer__fail(err, INFER_ERROR_STATE, "family %s: \"%s\" has a word that is not known", m->family->name,
                           m->family->words);
    layer_norm = infer__has(m, INFER__LAYER_NORM);
    if ((rc = infer__read_int(m, "embedding_length", 0, 1, many, -1, &h->embedding, err)) ||
        (rc = infer__read_int(m, "block_count", 0, 1, 4096, -1, &h->layers, err)) ||
        (rc = infer__read_int(m, "attention.head_count", 0, 1, 65536, -1, &h->heads, err)) ||
        (rc = infer__read_int(m, "attention.head_count_kv", 0, 1, 65536, h->heads, &h->kv_heads, err)) ||
        (rc = infer__read_int(m, "context_length", 0, 1, INT_MAX, -1, &h->context, err)) ||
        (rc = infer__read_int(m, "attention.key_length", 0, 2, 65536, h->embedding / h->heads, &h->key_length, err)) ||
        (rc = infer__read_int(m, "attention.value_length", 0, 1, 65536, h->embedding / h->heads, &h->value_length,
                              err)) ||
        (rc = infer__read_int(m, "rope.dimension_count", 0, 2, h->key_length, h->key_length, &h->rope_length, err)) ||
        (rc = infer__read_float(m, layer_norm ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon",
                                1e-5f, &h->eps, err)) ||
        (rc = infer__read_float(m, "residual_scale", 1, &h->residual_scale, err)) ||
        (rc = infer__read_float(m, "logit_scale", 1, &h->logit_scale, err)) ||
        (rc = infer__read_float(m, "attention.clamp_kqv", 0, &h->clamp, err)) ||
        (rc = infer__read_float(m, "attention.max_alibi_bias", m->number[INFER__ALIBI_MAX], &h->alibi, err)) ||
        (rc = infer__read_float(m, "attention.temperature_scale", 0, &h->temperature_scale, err)) ||
        (rc = infer__read_int(m, "attention.temperature_length", 0, 0, many, 0, &h->temperature_length, err)) ||
        (rc = infer__read_int(m, "attention.causal", 0, 0, 1, !infer__has(m, INFER__ENCODER), &causal, err)) ||
        (rc = infer__read_int(m, "expert_count", 0, 0, 65536, 0, &h->experts, err)) ||
        (rc = infer__read_int(m, "expert_used_count", 0, h->experts > 0, h->experts, h->experts > 0 ? -1 : 0,
                              &h->experts_used, err)) ||
        (rc = infer__read_int(m, "expert_group_count", 0, 0, INFER__MAX(h->experts, 1), 0, &h->expert_groups, err)) ||
        (rc = infer__read_int(m, "expert_group_used_count", 0, 0, h->expert_groups, 0, &h->expert_groups_used, err)) ||
        (rc = infer__read_int(m, "expert_gating_func", 0, 0, INFER__BY_SQRT_SOFTPLUS, 0, &h->router, err)) ||
        (rc = infer__read_int(m, "expert_weights_norm", 0, 0, 1, 0, &normed, err)) ||
        (rc = infer__read_float(m, "expert_weights_scale", 1, &h->expert_scale, err)))
        return rc;
    if (h->experts && infer__has(m, INFER__NO_EXPERTS))
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: a mixture of %d experts; %s models have none",
                           m->gguf.path, h->experts, m->architecture);
    h->causal = causal != 0, h->norm_weights = normed || infer__has(m, INFER__NORM_WEIGHTS);
    if (!h->router)
        h->router = infer__has(m, INFER__SIGMOID_ROUTER)   ? INFER__BY_SIGMOID
                    : infer__has(m, INFER__CHOSEN_SOFTMAX) ? INFER__BY_CHOSEN_SOFTMAX
                                                           : INFER__BY_SOFTMAX;
    if (!infer__has(m, INFER__ALIBI) || !infer__of_size(m, INFER__ALIBI_LAYERS)) h->alibi = 0;
    if (infer__has(m, INFER__LOGIT_DIVIDE)) h->logit_scale = 1 / h->logit_scale;
    if (h->rope_length % 2)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: key %s: expected an even number, found %d", m->gguf.path,
                           infer__key(m, "rope.dimension_count", key), h->rope_length);
    if (h->expert_groups && (h->experts % h->expert_groups || !h->expert_groups_used))
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: %d experts do not come in %d groups, %d used", m->gguf.path,
                           h->experts, h->expert_groups, h->expert_groups_used);
    if (!embed || embed->dimensions != 2 || embed->size[1] > (uint64_t)many)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor token_embd.weight is missing, or not a matrix",
                           m->gguf.path);
    h->vocabulary = (int)embed->size[1];
    if (m->vocab.n > h->vocabulary)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor token_embd.weight: %d rows for %d tokens", m->gguf.path,
                           h->vocabulary, m->vocab.n);

    /* the scores' scale: 1 / sqrt(key length), unless the file or the family says otherwise */
    bool largest = infer__has(m, INFER__LARGEST_SCALE) && infer__of_size(m, INFER__LARGEST);
    scale = 1.0f / sqrtf(largest ? (float)h->embedding / (float)h->heads : (float)h->key_length);
    if (infer__has(m, INFER__LENGTH_SCALE)) scale *= scale;
    if ((rc = infer__read_float(m, "attention.scale", scale, &h->attention_scale, err)) ||
        (rc = infer__read_float(m, "attn_logit_softcapping", m->number[INFER__CAP], &h->softcap, err)) ||
        (rc = infer__read_float(m, "final_logit_softcapping", m->number[INFER__FINAL_CAP], &h->final_softcap, err)))
        return rc;
    if (!infer__has(m, INFER__SOFTCAP)) h->softcap = 0;
    if (!infer__has(m, INFER__FINAL_SOFTCAP)) h->final_softcap = 0;
    scale = infer__has(m, INFER__EMBED_SCALE) ? sqrtf((float)h->embedding) : 1.0f;
    if ((rc = infer__read_float(m, "embedding_scale", scale, &h->embed_scale, err))) return rc;
    return infer__read_rope(m, err);
}

static void infer__model_layout(infer_model *m, infer__arena *a) {
    m->layers = INFER__PUSH(a, infer__layer, m->hyper.layers);
    m->used = INFER__PUSH(a, bool, m->gguf.n_tensors + 1);
    m->ones = INFER__PUSH(a, float, INFER__MAX(m->hyper.embedding, m->hyper.key_length));
}

/* Finds PREFIX + suffix and holds it to its shape: NULL where there is none; sets *rc on a mismatch. */
static const infer__tensor *infer__bind(infer_model *m, const char *prefix, const char *suffix, int columns, int rows,
                                        int experts, int *rc, infer_error *err) {
    char name[160];
    snprintf(name, sizeof name, "%s%s", prefix, suffix);
    const infer__tensor *t = infer__gguf_tensor(&m->gguf, name);
    if (!t || *rc) return NULL;
    bool flat = rows == 1 && t->size[0] * t->size[1] == (uint64_t)columns; /* a vector may be laid out by heads */
    if (!t->format)
        *rc = infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: tensor %s: number format %d is not known", m->gguf.path,
                          name, t->type);
    else if ((!flat && (t->size[0] != (uint64_t)columns || t->size[1] != (uint64_t)rows)) ||
             t->size[2] != (uint64_t)experts || t->size[3] != 1)
        *rc =
            infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor %s: expected %d x %d, found %llu x %llu x %llu x %llu",
                        m->gguf.path, name, columns, rows, (unsigned long long)t->size[0],
                        (unsigned long long)t->size[1], (unsigned long long)t->size[2], (unsigned long long)t->size[3]);
    else if (rows == 1 && t->type != INFER_TYPE_F32)
        *rc = infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: tensor %s: expected F32, found %s", m->gguf.path, name,
                          t->format->name);
    if (*rc) return NULL;
    m->used[t - m->gguf.tensors] = true;
    return t;
}

static const float *infer__bind_vector(infer_model *m, const char *prefix, const char *suffix, int n, int *rc,
                                       infer_error *err) {
    const infer__tensor *t = infer__bind(m, prefix, suffix, n, 1, 1, rc, err);
    return t ? (const float *)(const void *)t->data : NULL;
}

/* PREFIX.weight with its PREFIX.bias and PREFIX.scale. experts 0: a matrix or vector that is not one of several. */
static infer__matrix infer__bind_matrix(infer_model *m, const char *prefix, int columns, int rows, int experts, int *rc,
                                        infer_error *err) {
    infer__matrix w = INFER__ZERO;
    int all = INFER__MAX(experts, 1);
    const infer__tensor *t = infer__bind(m, prefix, ".weight", columns, rows, all, rc, err);
    if (!t) return w;
    w.format = t->format, w.data = t->data, w.rows = rows, w.columns = columns, w.experts = experts;
    w.row_bytes = infer__row_bytes(t->format, (size_t)columns), w.expert_bytes = w.row_bytes * (size_t)rows;
    w.bias = infer__bind_vector(m, prefix, ".bias", (rows == 1 ? columns : rows) * all, rc, err);
    const float *scale = infer__bind_vector(m, prefix, ".scale", all, rc, err);
    w.scale = scale && !experts ? *scale : 1.0f, w.bias_scale = 1.0f, w.expert_scale = experts ? scale : NULL;
    infer__bind_vector(m, prefix, ".input_scale", all, rc, err); /* for engines with 4-bit activations */
    return w;
}

/* Rows [from, from + rows) of a fused matrix. */
static infer__matrix infer__matrix_rows(infer__matrix w, int from, int rows) {
    if (!w.data) return w;
    w.data += (size_t)from * w.row_bytes;
    w.bias = w.bias ? w.bias + from : NULL;
    w.rows = rows;
    return w;
}
/* A vector's numbers, or NULL. */
static const float *infer__vector(const infer__matrix *w) { return (const float *)(const void *)w->data; }

/* Element `dimension` of the shape of tensor NAME.weight of a layer, at most `most`; 0 where there is no such tensor. */
static int infer__layer_size(const infer_model *m, int index, const char *name, int dimension, uint64_t most) {
    char full[160];
    snprintf(full, sizeof full, "blk.%d.%s.weight", index, name);
    const infer__tensor *t = infer__gguf_tensor(&m->gguf, full);
    return t ? (int)INFER__MIN(t->size[dimension], most) : 0;
}

static int infer__missing(infer_model *m, int index, int tensor, infer_error *err) {
    return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor blk.%d.%s.weight is missing", m->gguf.path, index,
                       infer__layer_tensors[tensor].name);
}

static int infer__bind_layer(infer_model *m, int index, infer_error *err) {
    const infer__hyper *h = &m->hyper;
    infer__layer *l = &m->layers[index];
    infer__matrix *w = l->w;
    const uint64_t most = 1 << 24;
    int rc = INFER_OK, size[INFER__SIZES];
    char name[160];
    if ((rc = infer__read_int(m, "attention.head_count", index, 1, 65536, -1, &l->heads, err)) ||
        (rc = infer__read_int(m, "attention.head_count_kv", index, 1, 65536, l->heads, &l->kv_heads, err)))
        return rc;
    if (l->heads % l->kv_heads || (int64_t)l->heads * INFER__MAX(h->key_length, h->value_length) > 1 << 24)
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: layer %d: %d heads cannot share %d kv heads", m->gguf.path,
                           index, l->heads, l->kv_heads);
    int up = infer__layer_size(m, index, "ffn_up", 1, most),
        gate_up = infer__layer_size(m, index, "ffn_gate_up_exps", 1, most);
    bool experts = h->experts > 0 && infer__layer_size(m, index, "ffn_gate_inp", 1, most) > 0;
    bool fused_gate = up && !infer__has(m, INFER__UNGATED) && !infer__layer_size(m, index, "ffn_gate", 1, most);
    l->feed_forward = INFER__MAX(infer__layer_size(m, index, "ffn_down", 0, most), 1);
    l->expert_forward = INFER__MAX(infer__layer_size(m, index, "ffn_down_exps", 0, most), 1);
    l->shared_forward = INFER__MAX(infer__layer_size(m, index, "ffn_down_shexp", 0, most), 1);
    size[INFER__E] = h->embedding, size[INFER__F] = l->feed_forward, size[INFER__ONE] = 1;
    size[INFER__F_X] = l->expert_forward, size[INFER__F_S] = l->shared_forward, size[INFER__X] = h->experts;
    size[INFER__Q] = l->heads * h->key_length, size[INFER__A] = l->heads * h->value_length;
    size[INFER__KV_K] = l->kv_heads * h->key_length, size[INFER__KV_V] = l->kv_heads * h->value_length;
    size[INFER__QKV] = size[INFER__Q] + size[INFER__KV_K] + size[INFER__KV_V], size[INFER__HEADS] = l->heads;
    for (int k = 0; k < 2; k++) { /* norms of q and k: of one head, or of all */
        int all = size[k ? INFER__KV_K : INFER__Q];
        const char *norm = infer__layer_tensors[k ? INFER__ATTN_K_NORM : INFER__ATTN_Q_NORM].name;
        bool one = infer__layer_size(m, index, norm, 0, most) == h->key_length &&
                   infer__layer_size(m, index, norm, 1, most) == 1;
        size[k ? INFER__NORM_K : INFER__NORM_Q] = one ? h->key_length : all;
    }
    size[INFER__GATE_A] = infer__layer_size(m, index, "attn_gate", 1, most) == l->heads ? l->heads : size[INFER__A];

    for (int i = 0; i < INFER__LAYER_TENSORS; i++) {
        int columns = size[infer__layer_tensors[i].columns], rows = size[infer__layer_tensors[i].rows];
        int need = infer__layer_tensors[i].need;
        bool routed = i >= INFER__X_GATE && i <= INFER__X_GATE_UP;
        if (need == INFER__EXPERTS && !experts) continue;
        if (need == INFER__POST_NORM && (infer__has(m, INFER__BOTH_NORMS) || infer__has(m, INFER__AFTER_NORM)))
            need = INFER__ALWAYS;
        if (need == INFER__QK_NORM && infer__has(m, INFER__MAYBE_QK_NORM)) need = INFER__MAYBE;
        if (need == INFER__QK_NORM && infer__has(m, INFER__LATE_QK_NORM)) need = INFER__ALWAYS;
        if (need >= 0 && !infer__has(m, need)) continue;
        if ((i == INFER__FFN_UP && fused_gate) || i == INFER__X_GATE_UP) rows *= 2;
        for (int other = 0; other < 2 && !w[i].data && !rc; other++) {
            const char *base = other ? infer__layer_tensors[i].other : infer__layer_tensors[i].name;
            if (!base) break;
            snprintf(name, sizeof name, "blk.%d.%s", index, base);
            w[i] = infer__bind_matrix(m, name, columns, rows, routed ? h->experts : 0, &rc, err);
        }
        if (rc) return rc;
        if (need != INFER__MAYBE && need != INFER__EXPERTS && !w[i].data) return infer__missing(m, index, i, err);
    }
    if (experts) { /* its weight goes by two names, neither of them the usual one */
        snprintf(name, sizeof name, "blk.%d.exp_probs_b", index);
        const float *bias = infer__bind_vector(m, name, ".bias", h->experts, &rc, err);
        if (!bias) bias = infer__bind_vector(m, name, "", h->experts, &rc, err);
        if (rc) return rc;
        w[INFER__ROUTER_BIAS].data = (const uint8_t *)bias;
    }

    if (w[INFER__ATTN_QKV].data) {
        int q = size[INFER__Q], k = size[INFER__KV_K];
        w[INFER__ATTN_Q] = infer__matrix_rows(w[INFER__ATTN_QKV], 0, q);
        w[INFER__ATTN_K] = infer__matrix_rows(w[INFER__ATTN_QKV], q, k);
        w[INFER__ATTN_V] = infer__matrix_rows(w[INFER__ATTN_QKV], q + k, size[INFER__KV_V]);
    }
    if (fused_gate) {
        w[INFER__FFN_GATE] = infer__matrix_rows(w[INFER__FFN_UP], 0, l->feed_forward);
        w[INFER__FFN_UP] = infer__matrix_rows(w[INFER__FFN_UP], l->feed_forward, l->feed_forward);
    }
    if (gate_up && experts) {
        w[INFER__X_GATE] = infer__matrix_rows(w[INFER__X_GATE_UP], 0, l->expert_forward);
        w[INFER__X_UP] = infer__matrix_rows(w[INFER__X_GATE_UP], l->expert_forward, l->expert_forward);
    }
    bool none = infer__has(m, INFER__POST_NORM) || infer__has(m, INFER__AFTER_NORM);
    bool norms = !infer__has(m, INFER__UNIT_NORM) && !none,
         ungated = infer__has(m, INFER__UNGATED);
    bool dense = !experts || infer__has(m, INFER__DENSE_TOO), shared = w[INFER__S_UP].data != NULL;
    l->parallel = infer__has(m, INFER__PARALLEL) || (infer__has(m, INFER__MAYBE_PARALLEL) && !w[INFER__FFN_NORM].data);
    if (infer__has(m, INFER__MAYBE_PARALLEL)) {
        infer_value v;
        snprintf(name, sizeof name, "%s.use_parallel_residual", m->architecture);
        const infer__kv *kv = infer__gguf_kv(&m->gguf, name);
        if (kv && kv->type == INFER_VALUE_BOOL) infer__kv_value(kv, &v), l->parallel |= v.u != 0;
    }
    const struct {
        int tensor;
        bool needed;
    } needs[] = {
        {INFER__ATTN_NORM, norms && !(index == 0 && infer__has(m, INFER__ENCODER))},
        {INFER__ATTN_Q, true},
        {INFER__ATTN_K, true},
        {INFER__ATTN_V, true},
        {INFER__FFN_NORM, norms && !l->parallel},
        {INFER__FFN_GATE, dense && !ungated},
        {INFER__FFN_UP, dense},
        {INFER__FFN_DOWN, dense},
        {INFER__X_GATE, experts && !ungated},
        {INFER__X_UP, experts},
        {INFER__X_DOWN, experts},
        {INFER__S_GATE, shared && !ungated},
        {INFER__S_DOWN, shared},
    };
    for (size_t i = 0; i < INFER__COUNT(needs); i++)
        if (needs[i].needed && !w[needs[i].tensor].data) return infer__missing(m, index, needs[i].tensor, err);
    if (!norms) w[INFER__ATTN_NORM].data = w[INFER__FFN_NORM].data = (const uint8_t *)m->ones;
    if (none) w[INFER__ATTN_NORM].data = w[INFER__FFN_NORM].data = NULL;
    if (none && w[INFER__ATTN_NORM_2].data)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED,
                           "%s: tensor blk.%d.attn_norm_2.weight is not one that %s "
                           "models have here",
                           m->gguf.path, index, m->architecture);
    if (l->parallel && !w[INFER__FFN_NORM].data) w[INFER__FFN_NORM] = w[INFER__ATTN_NORM];
    if (w[INFER__ATTN_NORM_2].data) w[INFER__ATTN_NORM] = w[INFER__ATTN_NORM_2];

    if (infer__has(m, INFER__NO_OUT_BIAS)) w[INFER__ATTN_OUT].bias = NULL;
    for (int j = INFER__FFN_GATE; j <= INFER__FFN_DOWN && infer__has(m, INFER__NO_FFN_BIAS); j++) w[j].bias = NULL;
    for (int j = INFER__ATTN_Q; j <= INFER__ATTN_V && infer__has(m, INFER__NO_QKV_SCALE); j++) w[j].scale = 1;
    static const int scaled[] = {INFER__FFN_GATE, INFER__FFN_UP, INFER__FFN_DOWN,
                                 INFER__S_GATE,   INFER__S_UP,   INFER__S_DOWN};
    for (size_t j = 0; j < INFER__COUNT(scaled); j++) { /* their scale goes over the bias too, as llama.cpp has it */
        infer__matrix *s = &w[scaled[j]];
        s->scale = s->bias_scale = infer__has(m, INFER__FFN_SCALES) ? s->scale : 1.0f;
    }
    for (int j = INFER__X_GATE; j <= INFER__X_DOWN; j++)
        if (!infer__has(m, INFER__FFN_SCALES)) w[j].expert_scale = NULL;
    static const int last[] = {INFER__ATTN_OUT, INFER__FFN_DOWN, INFER__S_DOWN};
    for (size_t j = 0; j < INFER__COUNT(last); j++) /* what joins the residual */
        w[last[j]].scale *= h->residual_scale, w[last[j]].bias_scale *= h->residual_scale;
    l->rotates = !infer__has(m, INFER__NO_ROPE) && infer__of_size(m, INFER__ROPE_LAYERS);
    if (m->number[INFER__NO_ROPE_EACH] > 0 && (index + 1) % (int)m->number[INFER__NO_ROPE_EACH] == 0)
        l->rotates = false;
    return INFER_OK;
}

/* Which layers see only a window: by the file's pattern, or the family's period. */
static int infer__bind_windows(infer_model *m, infer_error *err) {
    int window, rc, always = (int)m->number[INFER__PERIOD];
    if (!infer__of_size(m, INFER__WINDOW_LAYERS)) return INFER_OK;
    if ((rc = infer__read_int(m, "attention.sliding_window", 0, 0, INT_MAX, (int64_t)m->number[INFER__WINDOW], &window,
                              err)))
        return rc;
    for (int i = 0; i < m->hyper.layers && window && always; i++) {
        char key[160];
        const infer__kv *kv = infer__gguf_kv(&m->gguf, infer__key(m, "attention.sliding_window_pattern", key));
        int period = always, sliding;
        if (kv && kv->type == INFER_VALUE_ARRAY) {
            if ((rc = infer__read_int(m, "attention.sliding_window_pattern", i, 0, 1, 0, &sliding, err))) return rc;
        } else {
            if ((rc = infer__read_int(m, "attention.sliding_window_pattern", 0, 1, 4096, period, &period, err)))
                return rc;
            sliding = infer__has(m, INFER__WINDOW_FIRST) ? i % period < period - 1 : i % period > 0;
        }
        m->layers[i].window = !sliding ? 0 : infer__has(m, INFER__ENCODER) ? window / 2 + 1 : window;
        m->layers[i].local = sliding != 0;
    }
    for (int i = 0; i < m->hyper.layers && window && infer__has(m, INFER__WINDOW_ROPE); i++)
        m->layers[i].rotates = m->layers[i].rotates && m->layers[i].local;
    return INFER_OK;
}

/* A head may have a single row, which elsewhere is a vector. */
static int infer__bind_heads(infer_model *m, infer_error *err) {
    static const char *const names[] = {"cls", "cls.norm", "cls.output", "dense_2", "dense_3"};
    int width = m->hyper.embedding, rc = INFER_OK;
    for (int i = 0; i < 5; i++) {
        infer__matrix *w = &m->head[i];
        char name[32];
        snprintf(name, sizeof name, "%s.weight", names[i]);
        infer__tensor *t = infer__gguf_tensor(&m->gguf, name);
        if (i == INFER__HEAD_DENSE_2) width = m->hyper.embedding;
        if (!t) continue;
        bool norm = i == INFER__HEAD_NORM;
        if (!t->format || t->size[0] != (uint64_t)width || t->size[1] > 1 << 24 || t->size[2] * t->size[3] != 1 ||
            (norm && (t->size[1] != 1 || t->type != INFER_TYPE_F32)))
            return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor %s: expected rows of %d, found %llu x %llu",
                               m->gguf.path, name, width, (unsigned long long)t->size[0],
                               (unsigned long long)t->size[1]);
        w->format = t->format, w->data = t->data, w->columns = width, w->rows = (int)t->size[1];
        w->row_bytes = infer__row_bytes(t->format, (size_t)width);
        w->bias = infer__bind_vector(m, names[i], ".bias", norm ? width : w->rows, &rc, err);
        m->used[t - m->gguf.tensors] = true;
        if (rc) return rc;
        if (!norm) width = w->rows;
    }
    return INFER_OK;
}

static int infer__bind_model(infer_model *m, infer_error *err) {
    const infer__hyper *h = &m->hyper;
    static const char *factors[2] = {"rope_factors_short.weight", "rope_factors_long.weight"};
    int rc = INFER_OK;
    for (int i = 0; i < INFER__MAX(h->embedding, h->key_length); i++) m->ones[i] = 1;
    m->embed = infer__bind_matrix(m, "token_embd", h->embedding, h->vocabulary, 0, &rc, err);
    m->output = infer__bind_matrix(m, "output", h->embedding, h->vocabulary, 0, &rc, err);
    m->output_norm = infer__bind_matrix(m, "output_norm", h->embedding, 1, 0, &rc, err);
    if (infer__has(m, INFER__POSITIONS))
        m->positions = infer__bind_matrix(m, "position_embd", h->embedding, h->context, 0, &rc, err);
    const infer__tensor *types = infer__gguf_tensor(&m->gguf, "token_types.weight");
    if (types && infer__has(m, INFER__ENCODER))
        m->types =
            infer__bind_matrix(m, "token_types", h->embedding, (int)INFER__MIN(types->size[1], 65536), 0, &rc, err);
    if ((rc = rc ? rc : infer__bind_heads(m, err))) return rc;
    if (infer__has(m, INFER__EMBED_NORM))
        m->embed_norm = infer__bind_matrix(m, "token_embd_norm", h->embedding, 1, 0, &rc, err);
    const float *freqs = infer__bind_vector(m, "rope_freqs", ".weight", h->rope_length / 2, &rc, err);
    for (int i = 0; i < 2; i++) {
        const float *own = infer__bind_vector(m, factors[i], "", h->rope_length / 2, &rc, err);
        m->hyper.rope[0].factors[i] = infer__has(m, INFER__NO_ROPE_FACTORS) ? NULL : own ? own : freqs;
    }
    if (rc) return rc;
    if (infer__has(m, INFER__EMBED_NORM) && !m->embed_norm.data) m->embed_norm.data = (const uint8_t *)m->ones;
    if (infer__has(m, INFER__UNIT_NORM) && !m->output_norm.data) m->output_norm.data = (const uint8_t *)m->ones;
    if (!m->output_norm.data && !infer__has(m, INFER__AFTER_NORM))
        return infer__fail(err, INFER_ERROR_FORMAT, "%s: tensor output_norm.weight is missing", m->gguf.path);
    if (!m->output.data) m->output = m->embed; /* tied */
    if (infer__has(m, INFER__NO_LOGIT_BIAS)) m->output.bias = NULL;
    m->output.scale *= h->logit_scale, m->output.bias_scale *= h->logit_scale;
    if (!infer__has(m, INFER__LOCAL_ROPE))
        memcpy(m->hyper.rope[1].factors, m->hyper.rope[0].factors, sizeof m->hyper.rope[0].factors);
    for (int i = 0; i < h->layers; i++)
        if ((rc = infer__bind_layer(m, i, err))) return rc;
    for (uint32_t i = 0; i < m->gguf.n_tensors; i++) {
        const infer__tensor *t = &m->gguf.tensors[i];
        bool other = t->name.n > 4 && memcmp(t->name.p, "cls.", 4) == 0; /* a classifier's head */
        if (!m->used[i] && !other)
            return infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: tensor %.*s is not one that %s models have",
                               m->gguf.path, (int)INFER__MIN(t->name.n, 80), t->name.p, m->architecture);
    }
    return infer__bind_windows(m, err);
}

/* ===========================================================================
 * [11] THE PLAN                                                        >>plan
 * ===========================================================================
 * The forward pass, written once. infer__build walks the model and emits a flat list of operations whose operands are
 * offsets into the session's activations; an executor ([12] on the CPU) walks that list for every batch of tokens. An
 * activation is a matrix of one row a token. What pays to be computed together is one operation because the builder
 * says so: a norm is part of the products that read it, q, k and v are one product, so are gate and up with the
 * activation between them, and a product may add to the residual instead of storing. A layer of Llama is six operations,
 * five if rope and attention share their barrier. */

enum {
    INFER__OP_ANGLES,  /* out = cosines and sines of every token's rope angles */
    INFER__OP_EMBED,   /* out = embedding rows of the tokens, scaled; plus those of their positions; normed */
    INFER__OP_MATMUL,  /* out[i] = norm(in) W[i]^T, one or more; see the epilogues */
    INFER__OP_ROPE,    /* q, k: norm each head, rotate (or the other way round); store k and v in the cache */
    INFER__OP_ATTEND,  /* out = attention of q over the cache */
    INFER__OP_ADDNORM, /* out += norm(in) */
    INFER__OP_NORM,    /* out = norm(in) */
    INFER__OP_ROUTE,   /* out = for each token `fan` numbers of experts, then their weights, by the scores in */
    INFER__OP_EXPERTS, /* MATMUL of `fan` rows a token, each by the expert that `route` names, or without one its own */
    INFER__OP_COMBINE  /* out = or += sum of `fan` rows of in, each times its expert's weight; see the epilogue */
};

enum {
    INFER__STORE,  /* out[i] = y[i], clamped */
    INFER__ADD,    /* out[0] += y[0] */
    INFER__GLU,    /* out[0] = act(y[0]) * y[1] */
    INFER__LOGITS, /* out[0] = softcap(y[0]); where the executor is told to */
    INFER__ACT,    /* out[0] = act(y[0]) */
    INFER__GATE    /* out[0] *= gate(y[0]), a number of y for one or for several of out */
};

/* An activation: `rows` rows of `width` floats a token, `stride` apart, from byte offset `at`. `norm` (with `bias`, or
 * NULL) is a norm still to be applied by its readers. */
typedef struct infer__val {
    size_t at;
    int width, stride, rows;
    const float *norm, *bias;
} infer__val;

typedef struct infer__op {
    int kind, layer;
    const char *name; /* of the result, for the trace */
    infer__val in, out[3], route;
    const infer__matrix *w[3];
    int n_w;
    int epilogue, act, fan;
    float limit; /* of a gated unit; of STORE: the clamp; 0: none */
    bool weigh;  /* EXPERTS: y times the expert's weight, first of all; COMBINE: use the weights */
    bool tail;   /* needed only for the tokens whose logits are wanted, the batch's last */
    bool local;  /* ANGLES, ROPE: the rope of sliding-window layers */
    const float *q_norm, *k_norm, *q_bias, *k_bias; /* ROPE: of one head, or of each its own */
    bool own_norms;                                 /* the latter */
} infer__op;

/* One layer's KV cache: kv_heads timelines of `capacity` slots for k, then for v; position p is in slot p % capacity. */
typedef struct infer__cache {
    uint8_t *k, *v;
    int capacity;
    size_t k_bytes, v_bytes; /* of one head's row */
} infer__cache;

typedef struct infer__plan {
    infer__op *ops;
    int n_ops;
    size_t activation_bytes;
    size_t angles[2];    /* offsets of the cosines and sines: rows x rope_length floats */
    float *frequency[2]; /* rope_length / 2 each */
    float magnitude[2];
    infer__cache *caches; /* per layer */
    uint64_t kv_bytes;
    volatile int *counters; /* of work taken, see infer__counter */
    /* what the executor keeps beside the activations */
    size_t normed, packed[2]; /* offsets: normed rows, and their forms INFER__ACT_A8 and A8K */
    infer__val result;        /* the residual after the last layer, the last operation's input */
    int widest, batch, items; /* columns of the widest product; most tokens together, and rows that they are at most */
    size_t partials;          /* offset: attention's chunks of keys */
} infer__plan;

/* Collects the operations; with `ops` NULL it only counts. */
typedef struct infer__builder {
    const infer_model *m;
    infer__op *ops, spare;
    int n, layer, rows, context;
    size_t at; /* activations given out so far */
    bool tail;
    int widest, items;
    size_t forms[3];                                             /* bytes of the largest product's input in each form */
    infer__val branch, mid, mid_x, mid_s, scores, route, routed; /* scratch of the feed-forward, see there */
} infer__builder;

static infer__val infer__new_rows(infer__builder *b, int rows, int width) {
    infer__val v = INFER__ZERO;
    v.at = b->at, v.width = v.stride = width, v.rows = rows;
    b->at += infer__align((size_t)b->rows * (size_t)rows * (size_t)width * sizeof(float));
    return v;
}
static infer__val infer__new_val(infer__builder *b, int width) { return infer__new_rows(b, 1, width); }

static infer__op *infer__emit(infer__builder *b, int kind, const char *name) {
    static const infer__op zero = INFER__ZERO;
    infer__op *op = b->ops ? &b->ops[b->n] : &b->spare;
    b->n++;
    *op = zero;
    op->kind = kind, op->name = name, op->layer = b->layer, op->tail = b->tail, op->fan = 1;
    return op;
}

static infer__val infer__norm(infer__val x, const infer__matrix *w) {
    x.norm = infer__vector(w), x.bias = w->bias;
    return x;
}
static infer__val infer__sized(infer__val v, int width) {
    v.width = v.stride = width;
    return v;
}

static infer__op *infer__matmul(infer__builder *b, int kind, const char *name, infer__val in, int n,
                                const infer__matrix *const *w, const infer__val *out, int epilogue) {
    infer__op *op = infer__emit(b, kind, name);
    int rows = b->rows, experts = INFER__MAX(w[0]->experts, 1);
    op->in = in, op->n_w = n, op->epilogue = epilogue, op->act = infer__activation(b->m);
    for (int i = 0; i < n; i++) op->w[i] = w[i];
    for (int i = 0; i < (epilogue == INFER__STORE ? n : 1); i++) op->out[i] = out[i];
    if (kind == INFER__OP_EXPERTS) { /* each expert's rows fill whole groups */
        op->fan = out[0].rows, op->route = b->route;
        b->items = INFER__MAX(b->items, rows * op->fan);
        rows = rows * op->fan + experts * (INFER__GROUP - 1);
    }
    rows = (rows + INFER__GROUP - 1) / INFER__GROUP * INFER__GROUP;
    for (int f = INFER__ACT_F32; f <= INFER__ACT_A8K; f++)
        b->forms[f] = INFER__MAX(b->forms[f], (size_t)rows * infer__panel_bytes(f, (size_t)in.width));
    b->widest = INFER__MAX(b->widest, in.width);
    return op;
}

static void infer__unary(infer__builder *b, int kind, const char *name, infer__val in, infer__val out, bool local) {
    infer__op *op = infer__emit(b, kind, name);
    op->in = in, op->out[0] = out, op->local = local;
}

/* x += W y, or with a norm after it x += norm(W y) or x = norm(x + W y). */
static void infer__residual(infer__builder *b, infer__val x, infer__val y, const infer__matrix *w,
                            const infer__matrix *norm) {
    bool after = infer__has(b->m, INFER__AFTER_NORM), normed = norm->data && !after;
    infer__matmul(b, INFER__OP_MATMUL, normed ? "branch" : "residual", y, 1, &w, normed ? &b->branch : &x,
                  normed ? INFER__STORE : INFER__ADD);
    if (normed) infer__unary(b, INFER__OP_ADDNORM, "residual", infer__norm(b->branch, norm), x, false);
    if (after) infer__unary(b, INFER__OP_NORM, "residual", infer__norm(x, norm), x, false);
}

/* out = act(Wg in) * Wu in, or, without a gate, act(Wu in) */
static infer__op *infer__unit(infer__builder *b, int kind, const char *name, infer__val in, const infer__matrix *gate,
                              const infer__matrix *up, infer__val out, float limit) {
    const infer__matrix *w[2] = {gate->data ? gate : up, up};
    infer__op *op =
        infer__matmul(b, kind, name, in, 1 + (gate->data != NULL), w, &out, gate->data ? INFER__GLU : INFER__ACT);
    op->limit = limit;
    return op;
}

/* The experts' first half (Shazeer et al. 2017): which ones each token goes to, and their inner activations. */
static void infer__open_experts(infer__builder *b, infer__val n, const infer__layer *l) {
    const infer__hyper *h = &b->m->hyper;
    const infer__matrix *w = l->w, *router = &w[INFER__ROUTER], *gate = &w[INFER__S_ROUTER];
    if (!router->data) return;
    b->mid_x = infer__sized(b->mid_x, l->expert_forward), b->mid_s = infer__sized(b->mid_s, l->shared_forward);
    infer__matmul(b, INFER__OP_MATMUL, "scores", n, 1, &router, &b->scores, INFER__STORE);
    infer__op *route = infer__emit(b, INFER__OP_ROUTE, "route");
    route->in = b->scores, route->out[0] = b->route, route->fan = h->experts_used;
    route->w[0] = &w[INFER__ROUTER_BIAS];
    infer__op *up =
        infer__unit(b, INFER__OP_EXPERTS, "experts", n, &w[INFER__X_GATE], &w[INFER__X_UP], b->mid_x, l->expert_limit);
    up->weigh = infer__has(b->m, INFER__WEIGH_INPUT);
    if (!w[INFER__S_UP].data) return;
    infer__unit(b, INFER__OP_MATMUL, "shared", n, &w[INFER__S_GATE], &w[INFER__S_UP], b->mid_s, l->shared_limit);
    if (gate->data) infer__matmul(b, INFER__OP_MATMUL, "shared gate", n, 1, &gate, &b->mid_s, INFER__GATE);
}

/* Their second half, and the dense feed-forward's: x += the sum of what there is, or its norm. */
static void infer__close_forward(infer__builder *b, infer__val x, const infer__layer *l, bool dense) {
    const infer__matrix *w = l->w, *norm = &w[INFER__FFN_POST_NORM], *down = &w[INFER__FFN_DOWN];
    if (!w[INFER__ROUTER].data) {
        infer__residual(b, x, b->mid, down, norm);
        return;
    }
    infer__val sum = norm->data ? b->branch : x;
    const infer__matrix *experts = &w[INFER__X_DOWN], *shared = &w[INFER__S_DOWN];
    infer__matmul(b, INFER__OP_EXPERTS, "experts' rows", b->mid_x, 1, &experts, &b->routed, INFER__STORE);
    infer__op *join = infer__emit(b, INFER__OP_COMBINE, norm->data ? "branch" : "residual");
    join->in = b->routed, join->out[0] = sum, join->route = b->route, join->fan = b->routed.rows;
    join->epilogue = norm->data ? INFER__STORE : INFER__ADD, join->weigh = !infer__has(b->m, INFER__WEIGH_INPUT);
    if (shared->data) infer__matmul(b, INFER__OP_MATMUL, "residual", b->mid_s, 1, &shared, &sum, INFER__ADD);
    if (dense) infer__matmul(b, INFER__OP_MATMUL, "residual", b->mid, 1, &down, &sum, INFER__ADD);
    if (norm->data) infer__unary(b, INFER__OP_ADDNORM, "residual", infer__norm(sum, norm), x, false);
}

/* x += Wo attend(rope(Wq n), rope(Wk n), Wv n), n = norm(x); all but the last product. Returns what that reads. */
static infer__val infer__attention_of(infer__builder *b, infer__val x, const infer__layer *l, const infer__val *qkv,
                                      infer__val a) {
    const infer_model *m = b->m;
    const infer__matrix *w = l->w, *gate = &w[INFER__ATTN_GATE];
    const infer__matrix *weights[3] = {&w[INFER__ATTN_Q], &w[INFER__ATTN_K], &w[INFER__ATTN_V]};
    infer__val n = infer__norm(x, &w[INFER__ATTN_NORM]);
    infer__op *op = infer__matmul(b, INFER__OP_MATMUL, "qkv", n, 3, weights, qkv, INFER__STORE);
    op->limit = m->hyper.clamp;
    const infer__matrix *norm[2] = {&w[INFER__ATTN_Q_NORM], &w[INFER__ATTN_K_NORM]};
    bool whole[2];
    for (int i = 0; i < 2; i++) {
        whole[i] = norm[i]->columns > m->hyper.key_length && norm[i]->experts <= 1;
        if (whole[i]) infer__unary(b, INFER__OP_NORM, i ? "k" : "q", infer__norm(qkv[i], norm[i]), qkv[i], false);
    }
    op = infer__emit(b, INFER__OP_ROPE, "rope");
    for (int i = 0; i < 3; i++) op->out[i] = qkv[i];
    if (!whole[0]) op->q_norm = infer__vector(norm[0]), op->q_bias = norm[0]->bias;
    if (!whole[1]) op->k_norm = infer__vector(norm[1]), op->k_bias = norm[1]->bias;
    if (infer__has(m, INFER__UNIT_QK_NORM)) op->q_norm = op->k_norm = m->ones;
    op->own_norms = norm[0]->experts > 1, op->local = l->local;
    b->tail = b->layer == m->hyper.layers - 1; /* past the last cache, only the wanted tokens matter */
    infer__unary(b, INFER__OP_ATTEND, "attention", qkv[0], a, l->local);
    if (gate->data) infer__matmul(b, INFER__OP_MATMUL, "gated attention", n, 1, &gate, &a, INFER__GATE);
    return a;
}

/* The forward pass. `p` receives offsets. */
static void infer__build(infer__builder *b, infer__plan *p) {
    const infer_model *m = b->m;
    const infer__hyper *h = &m->hyper;
    int heads = 0, kv_heads = 0, widest[3] = {0, 0, 0}, used = h->experts_used;
    bool local = false;
    for (int i = 0; i < h->layers; i++) {
        const infer__layer *l = &m->layers[i];
        heads = INFER__MAX(heads, l->heads), kv_heads = INFER__MAX(kv_heads, l->kv_heads);
        widest[0] = INFER__MAX(widest[0], l->feed_forward), widest[1] = INFER__MAX(widest[1], l->expert_forward);
        widest[2] = INFER__MAX(widest[2], l->shared_forward);
        local |= l->local;
    }
    b->n = 0, b->at = 0, b->layer = -1, b->tail = false, b->widest = b->items = 0;
    memset(b->forms, 0, sizeof b->forms);
    infer__val angles[2], qkv[3];
    infer__val x = infer__new_val(b, h->embedding), q = infer__new_val(b, heads * h->key_length);
    infer__val k = infer__new_val(b, kv_heads * h->key_length), v = infer__new_val(b, kv_heads * h->value_length);
    infer__val a = infer__new_val(b, heads * h->value_length);
    b->branch = infer__new_val(b, h->embedding), b->mid = infer__new_val(b, widest[0]);
    b->scores = infer__new_val(b, h->experts), b->route = infer__new_val(b, 2 * used);
    b->mid_x = infer__new_rows(b, used, widest[1]), b->mid_s = infer__new_val(b, used ? widest[2] : 0);
    b->routed = infer__new_rows(b, used, h->embedding);
    for (int i = 0; i < 2; i++) {
        angles[i] = i && !local ? angles[0] : infer__new_val(b, h->rope_length);
        p->angles[i] = angles[i].at;
        if (!i || local) infer__unary(b, INFER__OP_ANGLES, "angles", x, angles[i], i);
    }

    /* x = embedding of the token */
    infer__unary(b, INFER__OP_EMBED, "embedding", m->embed_norm.data ? infer__norm(x, &m->embed_norm) : x, x, false);
    for (int i = 0; i < h->layers; i++) {
        const infer__layer *l = &m->layers[i];
        const infer__matrix *w = l->w;
        bool apart = w[INFER__X_NORM].data != NULL; /* experts read the residual through a norm of their own */
        bool dense = w[INFER__FFN_UP].data && (!w[INFER__ROUTER].data || infer__has(m, INFER__DENSE_TOO));
        b->layer = i;
        qkv[0] = infer__sized(q, l->heads * h->key_length), qkv[1] = infer__sized(k, l->kv_heads * h->key_length);
        qkv[2] = infer__sized(v, l->kv_heads * h->value_length), a = infer__sized(a, l->heads * h->value_length);
        b->mid = infer__sized(b->mid, l->feed_forward);

        infer__val attended = infer__attention_of(b, x, l, qkv, a), n = infer__norm(x, &w[INFER__FFN_NORM]);
        if (apart) infer__open_experts(b, infer__norm(x, &w[INFER__X_NORM]), l);
        /* the feed-forward reads the residual before or after attention has joined it */
        for (int after = 0; after < 2; after++) {
            if (after) infer__residual(b, x, attended, &w[INFER__ATTN_OUT], &w[INFER__ATTN_POST_NORM]);
            if (after == l->parallel) continue;
            if (dense)
                infer__unit(b, INFER__OP_MATMUL, "glu", n, &w[INFER__FFN_GATE], &w[INFER__FFN_UP], b->mid,
                            l->shared_limit);
            if (!apart) infer__open_experts(b, n, l);
        }
        infer__close_forward(b, x, l, dense);
    }
    b->layer = -1, b->tail = true;
    const infer__matrix *output = &m->output;
    p->result = infer__norm(x, &m->output_norm);
    infer__matmul(b, INFER__OP_MATMUL, "logits", p->result, 1, &output, &x, INFER__LOGITS);

    p->n_ops = b->n;
    p->widest = INFER__MAX(INFER__MAX(b->widest, heads * h->value_length), h->experts);
    p->batch = b->rows, p->items = b->items;
    size_t *const forms[3] = {&p->normed, &p->packed[0], &p->packed[1]};
    for (int f = INFER__ACT_F32; f <= INFER__ACT_A8K; f++) { /* rows, or panels of whole groups of tokens */
        *forms[f] = b->at;
        b->at += infer__align(b->forms[f]);
    }
    p->partials = b->at;
    b->at += infer__attend_partials(heads, h->value_length, b->context) * sizeof(float);
    p->activation_bytes = b->at;
}

/* Rope's frequencies: base^(-2i/n) for pair i, divided by the file's factor for the pair, stretched by the scale. YaRN
 * (Peng et al. 2023) stretches only pairs that turn less than beta_slow times over the original context, leaves alone
 * those that turn more than beta_fast times, and ramps in between. */
static void infer__rope_frequencies(const infer__rope *r, int n, int context, float *out) {
    const float *factors = r->factors[context > r->original_context];
    double log_base = log((double)r->base), edge[2];
    for (int i = 0; i < 2; i++) {
        double turns = i ? r->beta_slow : r->beta_fast;
        edge[i] = n * log(r->original_context / (turns * 6.283185307179586)) / (2 * log_base);
    }
    double lo = INFER__MAX(floor(edge[0]), 0), hi = INFER__MIN(ceil(edge[1]), n - 1);
    for (int i = 0; i < n / 2; i++) {
        double f = exp(-2.0 * i / n * log_base), ramp = 0;
        if (factors) f /= (double)factors[i];
        if (r->yarn) {
            ramp = 1 - (i - lo) / INFER__MAX(0.001, hi - lo);
            ramp = INFER__MIN(INFER__MAX(ramp, 0), 1);
        }
        out[i] = (float)(f * (r->scale * (1 - ramp) + ramp));
    }
}

/* Places a session's plan and cache; like every layout it runs twice. The second time the operations are built. */
static void infer__plan_layout(infer__plan *p, const infer_model *m, infer__arena *a, int context, int batch,
                               const infer__format *kv) {
    const infer__hyper *h = &m->hyper;
    infer__builder b = INFER__ZERO;
    b.m = m, b.rows = batch, b.context = context;
    infer__build(&b, p);
    b.ops = p->ops = INFER__PUSH(a, infer__op, p->n_ops);
    if (p->ops) infer__build(&b, p);
    for (int i = 0; i < 2; i++) {
        p->frequency[i] = INFER__PUSH(a, float, h->rope_length / 2);
        p->magnitude[i] = h->rope[i].magnitude;
        if (p->frequency[i]) infer__rope_frequencies(&h->rope[i], h->rope_length, context, p->frequency[i]);
    }
    p->counters = (volatile int *)infer__push(a, 2, INFER__ALIGN);
    p->caches = INFER__PUSH(a, infer__cache, h->layers);
    p->kv_bytes = 0;
    for (int i = 0; i < h->layers; i++) {
        const infer__layer *l = &m->layers[i];
        infer__cache c = INFER__ZERO;
        /* a sliding window needs what its batch's first token looks back on, and the batch */
        c.capacity = l->window ? (int)INFER__MIN((int64_t)l->window - 1 + batch, context) : context;
        c.k_bytes = infer__row_bytes(kv, (size_t)h->key_length);
        c.v_bytes = infer__row_bytes(kv, (size_t)h->value_length);
        size_t slots = (size_t)l->kv_heads * (size_t)c.capacity;
        c.k = (uint8_t *)infer__push_raw(a, slots, c.k_bytes);
        c.v = (uint8_t *)infer__push_raw(a, slots, c.v_bytes);
        p->kv_bytes += slots * (c.k_bytes + c.v_bytes);
        if (p->caches) p->caches[i] = c;
    }
}

/* ===========================================================================
 * [12] CPU EXECUTOR                                                     >>cpu
 * ===========================================================================
 * All threads walk the plan together, with a barrier after each operation. An operation splits its work by outputs in
 * fixed units, so that its result is the same for any number of threads. Products quantise their input first, in the
 * form that the weights' format is multiplied with ([4]): a single token is quantised by every thread for itself, which
 * is quicker than a barrier; a batch is shared out. */

#define INFER__ROW_RUN 256 /* weight rows that a thread multiplies with one token at a time */

typedef struct infer__walk {
    infer_session *s;
    const infer_model *m;
    const infer__plan *p;
    const int32_t *tokens; /* n of them */
    int n, position;       /* of the first */
    int wanted;            /* the last so many give logits */
    const int *texts; /* tokens of each text, if they are several that do not see each other (position is then 0) */
    int n_texts;
    const int *places; /* and each token's place in its own */
    float *logits;     /* wanted x vocabulary */
    uint8_t *act;      /* activations */
    uint8_t *own;      /* per thread: own_bytes */
    size_t own_bytes;
    const infer__format *kv;
    bool traced, profiled;
} infer__walk;

static int infer__place(const infer__walk *w, int t) { return w->places ? w->places[t] : w->position + t; }

static float *infer__row(const infer__walk *w, infer__val v, int row) {
    return (float *)(void *)(w->act + v.at) + (size_t)row * (size_t)v.stride;
}

/* The family's norm; weights may be NULL where it has none to apply. */
static void infer__normalize(const infer__walk *w, float *out, const float *x, const float *weight, const float *bias,
                             int n, float eps) {
    if (infer__has(w->m, INFER__LAYER_NORM)) infer__layer_norm(out, x, weight, bias, n, eps);
    else infer__rms_norm(w->m->tier, out, x, weight, n, eps);
}

static void infer__run_angles(const infer__walk *w, const infer__op *op, int thread, int threads) {
    int n = w->m->hyper.rope_length, lo, hi;
    const float *frequency = w->p->frequency[op->local];
    float magnitude = w->p->magnitude[op->local];
    infer__share(w->n, 1, thread, threads, &lo, &hi);
    for (int t = lo; t < hi; t++) {
        float *cosine = infer__row(w, op->out[0], t), *sine = cosine + n / 2;
        for (int i = 0; i < n / 2; i++) { /* in double: at position 100,000 a float angle is off by 0.004 */
            double angle = (double)infer__place(w, t) * frequency[i];
            cosine[i] = magnitude * (float)cos(angle), sine[i] = magnitude * (float)sin(angle);
        }
    }
}

static void infer__run_embed(const infer__walk *w, const infer__op *op, int thread, int threads) {
    const infer__matrix *e = &w->m->embed;
    float scale = w->m->hyper.embed_scale * e->scale;
    int lo, hi;
    infer__share(w->n, 1, thread, threads, &lo, &hi);
    for (int t = lo; t < hi; t++) {
        float *x = infer__row(w, op->out[0], t);
        e->format->dequantize(e->data + (size_t)w->tokens[t] * e->row_bytes, x, (size_t)e->columns);
        for (int i = 0; i < e->columns && scale != 1.0f; i++) x[i] *= scale;
        for (int k = 0; k < 2; k++) {
            const infer__matrix *p = k ? &w->m->positions : &w->m->types;
            float *own = (float *)(void *)(w->own + (size_t)thread * w->own_bytes);
            size_t row = k ? (size_t)INFER__MIN(infer__place(w, t), p->rows - 1) : 0; /* all is of the first type */
            if (!p->data) continue;
            p->format->dequantize(p->data + row * p->row_bytes, own, (size_t)p->columns);
            for (int i = 0; i < p->columns; i++) x[i] += own[i];
        }
        if (op->in.norm) infer__normalize(w, x, x, op->in.norm, op->in.bias, e->columns, w->m->hyper.eps);
    }
}

/* A product's input for one token: itself, or its norm in `row`. */
static const float *infer__input(const infer__walk *w, const infer__op *op, int token, float *row) {
    const float *x = infer__row(w, op->in, token);
    if (!op->in.norm) return x;
    infer__normalize(w, row, x, op->in.norm, op->in.bias, op->in.width, w->m->hyper.eps);
    return row;
}

/* The weight of the expert that row `item` of an EXPERTS or COMBINE went to. */
static float infer__expert_weight(const infer__walk *w, const infer__op *op, int item) {
    return infer__row(w, op->route, item / op->fan)[op->fan + item % op->fan];
}
/* And which one it is: the router's choice or, without one, the row's own. */
static int infer__expert(const infer__walk *w, const infer__op *op, int item) {
    if (op->kind != INFER__OP_EXPERTS) return 0;
    return op->route.width ? (int)infer__row(w, op->route, item / op->fan)[item % op->fan] : item % op->fan;
}

/* The end of a product: rows [r, r + n) of matrix i for one row `item` of the activations, `first` being the first token
 * that is computed. y[0], and for a gated unit y[1], are the bare products. */
static void infer__finish(const infer__walk *w, const infer__op *op, int i, int r, int n, int item, int expert,
                          int first, float *const y[2]) {
    const infer__hyper *h = &w->m->hyper;
    bool glu = op->epilogue == INFER__GLU;
    for (int g = 0; g <= glu; g++) {
        const infer__matrix *m = op->w[i + g];
        float scale = m->expert_scale ? m->expert_scale[expert] : m->scale;
        if (op->weigh) scale *= infer__expert_weight(w, op, item);
        for (int j = 0; j < n && scale != 1.0f; j++) y[g][j] *= scale;
        const float *bias = m->bias ? m->bias + (size_t)expert * (size_t)m->rows + r : NULL;
        for (int j = 0; j < n && bias; j++) y[g][j] += bias[j] * m->bias_scale;
    }
    if (op->epilogue == INFER__GATE) { /* each number of y is for `each` of out */
        int each = op->out[0].width / op->w[0]->rows;
        float *out = infer__row(w, op->out[0], item) + r * each;
        for (int j = 0; j < n * each; j++) {
            float g = y[0][j / each];
            out[j] *= infer__has(w->m, INFER__SOFTPLUS_GATE) && each != op->out[0].width
                          ? (g > 20 ? g : logf(1.0f + expf(g)))
                          : 1.0f / (1.0f + expf(-g));
        }
        return;
    }
    float *out = op->epilogue == INFER__LOGITS ? w->logits + (size_t)(item - first) * (size_t)h->vocabulary
                                               : infer__row(w, op->out[i], item);
    out += r;
    switch (op->epilogue) {
    case INFER__ADD:
        for (int j = 0; j < n; j++) out[j] += y[0][j];
        break;
    case INFER__GLU:
    case INFER__ACT: infer__glu(w->m->tier, out, y[0], glu ? y[1] : NULL, n, op->act, op->limit); break;
    case INFER__LOGITS:
        for (int j = 0; j < n; j++)
            out[j] = h->final_softcap > 0 ? h->final_softcap * tanhf(y[0][j] / h->final_softcap) : y[0][j];
        break;
    default:
        for (int j = 0; j < n && op->limit > 0; j++) y[0][j] = INFER__MAX(-op->limit, INFER__MIN(y[0][j], op->limit));
        memcpy(out, y[0], (size_t)n * sizeof(float));
        break;
    }
}

/* A product's rows in one sequence through all its matrices, in strips of `wide`; of a gated unit the rows of the first
 * matrix, each with its twin in the second. */
static int infer__strips(const infer__op *op, int wide) {
    int total = 0;
    for (int i = 0; i < op->n_w - (op->epilogue == INFER__GLU); i++) total += (op->w[i]->rows + wide - 1) / wide;
    return total;
}

/* Strip `strip` is rows [*r, *r + *rows) of matrix *i. */
static void infer__find_strip(const infer__op *op, int wide, int strip, int *i, int *r, int *rows) {
    for (*i = 0; strip >= (op->w[*i]->rows + wide - 1) / wide; ++*i) strip -= (op->w[*i]->rows + wide - 1) / wide;
    *r = strip * wide, *rows = INFER__MIN(wide, op->w[*i]->rows - *r);
}

/* Where the threads count what they take of operation i. Two counters, each on a cache line, serve in turn: thread 0 of the
 * walk clears the next operation's, which nobody uses meanwhile. (The first operation is none that counts.) */
static volatile int *infer__counter(const infer__walk *w, int i) {
    return &w->p->counters[i % 2 * (INFER__ALIGN / (int)sizeof(int))];
}

/* Row `item` of what a product reads: a token's only row, or one of `fan`. */
static int infer__input_row(const infer__op *op, int item) { return op->in.rows > 1 ? item : item / op->fan; }

/* Tokens [first, first + n) one by one, by matrix-vector products. One token is prepared by every thread for itself, into
 * its scratch; several are shared out. */
static void infer__run_tokens(const infer__walk *w, const infer__op *op, int first, int n, int thread, int threads) {
    size_t width = (size_t)op->in.width, row_bytes[3] = {width * sizeof(float), 0, 0};
    uint8_t *scratch = w->own + (size_t)thread * w->own_bytes, *packed[3] = {w->act + w->p->normed, NULL, NULL};
    float *y[2] = {(float *)(void *)scratch, (float *)(void *)scratch + INFER__ROW_RUN};
    const float *plain = NULL;
    int lo = 0, hi = 1, i, r, rows, inputs = n * op->in.rows, from = first * op->in.rows;
    scratch += 2 * INFER__ROW_RUN * sizeof(float);
    if (inputs == 1) packed[0] = scratch, scratch += infer__align(row_bytes[0]);
    for (int j = 0; j < op->n_w; j++) {
        int f = op->w[j]->format->act;
        if (packed[f]) continue;
        row_bytes[f] = infer__act_bytes(f, width);
        packed[f] = inputs == 1 ? scratch : w->act + w->p->packed[f - INFER__ACT_A8];
        scratch += infer__align(row_bytes[f]);
    }
    if (inputs > 1) infer__share(inputs, 1, thread, threads, &lo, &hi);
    for (int t = lo; t < hi; t++) {
        plain = infer__input(w, op, from + t, (float *)(void *)(packed[0] + (size_t)t * row_bytes[0]));
        for (int f = INFER__ACT_A8; f <= INFER__ACT_A8K; f++)
            if (packed[f]) infer__act_pack(w->m->tier, f, plain, packed[f] + (size_t)t * row_bytes[f], width);
    }
    if (inputs > 1) infer__barrier((infer__pool *)&w->m->pool);
    /* each thread reads one run of memory, in pieces as long as leaves the threads even */
    int wide = INFER__ROW_RUN, strips = infer__strips(op, wide);
    if (strips % threads && strips < 8 * threads) wide /= 4, strips = infer__strips(op, wide);
    infer__share(strips, 1, thread, threads, &lo, &hi);
    for (int strip = lo; strip < hi; strip++) {
        infer__find_strip(op, wide, strip, &i, &r, &rows);
        for (int item = first * op->fan; item < (first + n) * op->fan; item++) {
            int expert = infer__expert(w, op, item), row = infer__input_row(op, item);
            for (int g = 0; g <= (op->epilogue == INFER__GLU); g++) {
                const infer__matrix *m = op->w[i + g];
                int f = m->format->act;
                const uint8_t *data = m->data + (size_t)expert * m->expert_bytes + (size_t)r * m->row_bytes;
                const void *x = packed[f] + (size_t)(row - from) * row_bytes[f];
                if (f == INFER__ACT_F32 && !op->in.norm) x = infer__row(w, op->in, row);
                infer__matvec(w->m->tier, m->format, data, m->row_bytes, x, y[g], (size_t)rows, width);
            }
            infer__finish(w, op, i, r, rows, item, expert, first, y);
        }
    }
}

/* The rows of a product, by expert: those of the s-th expert that has any are order[start[s]] to order[end[s]], each
 * start whole groups from 0; other entries are -1. Returns how many experts have any; *total: entries in all. */
typedef struct infer__order {
    int *rows, *expert, *start, *end;
    int total;
} infer__order;

static int infer__order_items(const infer__walk *w, const infer__op *op, int first, int n, int group, int thread,
                              infer__order *o) {
    int experts = INFER__MAX(op->w[0]->experts, 1), items = n * op->fan, some = 0;
    o->expert = (int *)(void *)(w->own + (size_t)(thread + 1) * w->own_bytes) - 3 * experts;
    o->start = o->expert + experts, o->end = o->start + experts;
    o->rows = o->expert - (items + experts * group), o->total = 0;
    for (int e = 0; e < experts; e++) o->end[e] = 0;
    for (int i = 0; i < items; i++) o->end[infer__expert(w, op, first * op->fan + i)]++;
    for (int e = 0; e < experts; e++) { /* expert[] numbers those that have rows, for now */
        int count = o->end[e];
        o->expert[e] = some;
        if (count) o->start[some] = o->end[some] = o->total, o->total += (count + group - 1) / group * group, some++;
    }
    for (int i = 0; i < o->total; i++) o->rows[i] = -1;
    for (int i = 0; i < items; i++) {
        int s = o->expert[infer__expert(w, op, first * op->fan + i)];
        o->rows[o->end[s]++] = first * op->fan + i;
    }
    for (int s = 0; s < some; s++) o->expert[s] = infer__expert(w, op, o->rows[o->start[s]]);
    return some;
}

static size_t infer__order_bytes(const infer__plan *p, const infer_model *m) {
    int experts = INFER__MAX(m->hyper.experts, m->hyper.heads); /* products by head are those of so many experts */
    int items = INFER__MAX(p->items, p->batch);
    return infer__align((size_t)(items + experts * (INFER__GROUP + 3)) * sizeof(int));
}

/* Many tokens: all of them are packed into panels, expert by expert where there are any, then each thread takes strips of
 * rows, the next that is left, through all tokens. */
static void infer__run_blocked(const infer__walk *w, const infer__op *op, int first, int n, int thread, int threads) {
    int tier = w->m->tier, wide = infer__tile_rows(tier), group = infer__tile_group(tier), lo, hi, i, r, rows;
    size_t width = (size_t)op->in.width;
    uint8_t *own = w->own + (size_t)thread * w->own_bytes, *panels[3];
    infer__order o;
    int some = infer__order_items(w, op, first, n, group, thread, &o), tokens = o.total;
    for (int f = 0; f < 3; f++) panels[f] = w->act + (f == INFER__ACT_F32 ? w->p->normed : w->p->packed[f - 1]);

    float *row = (float *)(void *)own;
    bool wanted[3] = {false, false, false};
    for (int j = 0; j < op->n_w; j++) wanted[op->w[j]->format->act] = true;
    infer__share(tokens, group, thread, threads, &lo, &hi);
    for (int t = lo; t < hi; t++) {
        const float *x = o.rows[t] >= 0 ? infer__input(w, op, infer__input_row(op, o.rows[t]), row)
                                        : (const float *)memset(row, 0, width * sizeof *row);
        for (int f = 0; f < 3; f++) {
            if (!wanted[f]) continue;
            uint8_t *quants = own + infer__align(width * sizeof(float));
            if (f != INFER__ACT_F32) infer__act_pack(tier, f, x, quants, width);
            infer__pack(tier, f, f == INFER__ACT_F32 ? (const void *)x : quants, panels[f], tokens, t, width);
        }
    }
    infer__barrier((infer__pool *)&w->m->pool);

    int most = INFER__MIN(tokens, INFER__BATCH), strips = infer__strips(op, wide);
    float *out[2] = {(float *)(void *)own, (float *)(void *)own + (size_t)most * (size_t)wide};
    uint8_t *scratch = (uint8_t *)(out[1] + (size_t)most * (size_t)wide);
    volatile int *next = infer__counter(w, (int)(op - w->p->ops));
    for (int strip; (strip = infer__atomic_add(next, 1)) < strips * some;) {
        int s = strip / strips, expert = o.expert[s];
        infer__find_strip(op, wide, strip % strips, &i, &r, &rows);
        for (int from = o.start[s]; from < o.end[s]; from += most) {
            int count = INFER__MIN(most, (o.end[s] - from + group - 1) / group * group);
            for (int g = 0; g <= (op->epilogue == INFER__GLU); g++) {
                const infer__matrix *m = op->w[i + g];
                const uint8_t *data = m->data + (size_t)expert * m->expert_bytes + (size_t)r * m->row_bytes;
                infer__strip(tier, m->format, data, m->row_bytes, rows, width, panels[m->format->act], tokens, from,
                             count, out[g], scratch);
            }
            for (int t = 0; t < INFER__MIN(count, o.end[s] - from); t++) {
                float *y[2] = {out[0] + (size_t)t * (size_t)wide, out[1] + (size_t)t * (size_t)wide};
                infer__finish(w, op, i, r, rows, o.rows[from + t], expert, first, y);
            }
        }
    }
}

static void infer__run_matmul(const infer__walk *w, const infer__op *op, int thread, int threads) {
    int n = op->tail ? w->wanted : w->n; /* the last n tokens */
    int experts = INFER__MAX(op->w[0]->experts, 1);
    if (n * op->fan >= 4 * experts && infer__tile_rows(w->m->tier))
        infer__run_blocked(w, op, w->n - n, n, thread, threads);
    else if (n) infer__run_tokens(w, op, w->n - n, n, thread, threads);
}

/* Slot of a head's row in a layer's cache. */
static size_t infer__slot(const infer__cache *c, int head, int position) {
    return (size_t)head * (size_t)c->capacity + (size_t)(position % c->capacity);
}

static void infer__run_rope(const infer__walk *w, const infer__op *op, int thread, int threads) {
    const infer__hyper *h = &w->m->hyper;
    const infer__layer *l = &w->m->layers[op->layer];
    const infer__cache *c = &w->p->caches[op->layer];
    const float *angles = (const float *)(const void *)(w->act + w->p->angles[op->local]);
    bool neox = infer__has(w->m, INFER__HALVES), late = infer__has(w->m, INFER__LATE_QK_NORM);
    int dk = h->key_length, dv = h->value_length, half = h->rope_length / 2, tier = w->m->tier, lo, hi;
    late |= infer__has(w->m, INFER__UNIT_QK_NORM);
    infer__share(w->n * l->kv_heads, 1, thread, threads, &lo, &hi); /* a kv head with its group of heads */
    for (int item = lo; item < hi; item++) {
        int t = item / l->kv_heads, head = item % l->kv_heads, group = l->heads / l->kv_heads;
        const float *cosine = angles + (size_t)t * (size_t)h->rope_length;
        float *k = infer__row(w, op->out[1], t) + head * dk, *v = infer__row(w, op->out[2], t) + head * dv;
        for (int i = 0; i <= group; i++) {
            int own = op->own_norms ? (i < group ? head * group + i : head) * dk : 0;
            float *x = i < group ? infer__row(w, op->out[0], t) + (head * group + i) * dk : k;
            const float *norm = i < group ? op->q_norm : op->k_norm, *bias = i < group ? op->q_bias : op->k_bias;
            if (late && l->rotates) infer__rotate(tier, x, cosine, cosine + half, h->rope_length, neox);
            if (norm) infer__normalize(w, x, x, norm + own, bias ? bias + own : NULL, dk, h->eps);
            if (!late && l->rotates) infer__rotate(tier, x, cosine, cosine + half, h->rope_length, neox);
        }
        size_t slot = infer__slot(c, head, w->position + t);
        infer__store(tier, w->kv, k, c->k + slot * c->k_bytes, dk);
        infer__store(tier, w->kv, v, c->v + slot * c->v_bytes, dv);
    }
}

#ifdef INFER__X86
/* Work is dealt out in units: a kv head's group of heads, in parts of at most ROWS. Returns how many heads from *h0. */
static int infer__unit_heads(const infer__attention *a, int unit, int *h0) {
    int group = a->heads / a->kv_heads, parts = (group + INFER__ROWS - 1) / INFER__ROWS, first = unit % parts;
    *h0 = unit / parts * group + first * INFER__ROWS;
    return INFER__MIN(INFER__ROWS, group - first * INFER__ROWS);
}
#endif

/* One thread's part of an attention. Many queries are dealt out in blocks, those that see the most keys first; a single
 * one by kv heads, and where these do not come out even among the threads, by chunks of keys too. */
static void infer__attend(int tier, const infer__attention *a, float *scratch, float *partials, infer__pool *pool,
                          int thread, int threads) {
    int lo, hi;
#ifdef INFER__X86
    if (tier >= INFER_KERNELS_AVX2 && infer__attend_tiled(a->dk, a->dv)) {
        int group = a->heads / a->kv_heads, units = a->kv_heads * ((group + INFER__ROWS - 1) / INFER__ROWS);
        int tokens = INFER__ROWS / INFER__MIN(group, INFER__ROWS), h0, from, to;
        size_t wide = (size_t)infer__pad16(a->dv), ld = wide + 16;
        infer__tiles m;
        infer__tiles_at(a, scratch, &m);
        for (tokens = INFER__MIN(tokens, a->n); tokens > 6; tokens /= 2) { /* blocks enough to share out evenly */
            tokens = tokens / 6 * 6;
            if ((int64_t)(a->n / tokens) * units >= 4 * (int64_t)threads) break;
        }
        int64_t items = a->n > 1 ? (int64_t)((a->n + tokens - 1) / tokens) * units : 0;
        for (int64_t item = items - 1 - thread; item >= 0; item -= threads) {
            int t = (int)(item / units) * tokens, n = INFER__MIN(tokens, a->n - t), end;
            int heads = infer__unit_heads(a, (int)(item % units), &h0);
            infer__visible(a, t, &from, &end);
            infer__visible(a, t + n - 1, &end, &to);
            infer__attend_rows(tier, a, &m, h0, heads, t, n, from, to, true);
            for (int r = 0; r < heads * n; r++)
                infer__attend_store(a, t + r % n, h0 + r / n, m.out + (size_t)r * wide, infer__lane_sum(&m.sum[r * 16]),
                                    m.s);
        }
        if (a->n > 1) return;

        infer__visible(a, 0, &from, &to);
        from = from / INFER__KEYS * INFER__KEYS;
        int length = (to - from + INFER__KEY_CHUNKS - 1) / INFER__KEY_CHUNKS; /* whole tiles */
        length = INFER__MAX(INFER__KEY_CHUNK, (length + INFER__KEYS - 1) / INFER__KEYS * INFER__KEYS);
        int chunks = (to - from + length - 1) / length;
        bool split = chunks > 1 && units % threads;
        infer__share(units * chunks, split ? 1 : chunks, thread, threads, &lo, &hi);
        for (int item = lo; item < hi; item++) {
            int heads = infer__unit_heads(a, item / chunks, &h0), start = from + item % chunks * length;
            float *part = partials + ((size_t)h0 * (size_t)chunks + (size_t)(item % chunks)) * ld;
            infer__attend_rows(tier, a, &m, h0, heads, 0, 1, start, INFER__MIN(start + length, to), start == from);
            for (int r = 0; r < heads; r++, part += (size_t)chunks * ld) {
                memcpy(part, m.out + (size_t)r * wide, wide * sizeof(float));
                part[wide] = m.max[r], part[wide + 1] = infer__lane_sum(&m.sum[r * 16]);
            }
        }
        if (split) infer__barrier(pool);
        infer__share(units, 1, thread, threads, &lo, &hi);
        for (int unit = lo; unit < hi; unit++)
            for (int heads = infer__unit_heads(a, unit, &h0), h = h0; h < h0 + heads; h++)
                infer__attend_join(tier, a, h, partials + (size_t)h * (size_t)chunks * ld, chunks, &m);
        return;
    }
#endif
    (void)tier, (void)partials, (void)pool;
    for (int t = 0; t < a->n; t++) {
        infer__share(a->heads, 1, thread, threads, &lo, &hi);
        for (int head = lo; head < hi; head++) infer__attend_scalar(a, t, head, scratch);
    }
}

static void infer__run_attend(const infer__walk *w, const infer__op *op, int thread, int threads) {
    const infer__hyper *h = &w->m->hyper;
    const infer__layer *l = &w->m->layers[op->layer];
    const infer__cache *c = &w->p->caches[op->layer];
    int first = op->tail ? w->n - w->wanted : 0;
    infer__attention a = INFER__ZERO;
    a.heads = l->heads, a.kv_heads = l->kv_heads, a.dk = h->key_length, a.dv = h->value_length;
    a.n = w->n - first, a.position = w->position + first, a.keys = w->position + w->n, a.capacity = c->capacity;
    a.causal = h->causal, a.window = l->window, a.scale = h->attention_scale, a.cap = h->softcap;
    a.chunked = infer__has(w->m, INFER__CHUNKED), a.alibi = h->alibi, a.sinks = infer__vector(&l->w[INFER__ATTN_SINKS]);
    a.q_format = a.out_format = infer__format_of(INFER_TYPE_F32), a.kv_format = w->kv;
    a.q_head = (size_t)a.dk * sizeof(float), a.q_token = (size_t)op->in.width * sizeof(float);
    a.out_head = (size_t)a.dv * sizeof(float), a.out_token = (size_t)op->out[0].width * sizeof(float);
    a.k_slot = c->k_bytes, a.k_head = c->k_bytes * (size_t)c->capacity;
    a.v_slot = c->v_bytes, a.v_head = c->v_bytes * (size_t)c->capacity;
    a.q = w->act + op->in.at + (size_t)first * a.q_token, a.k = c->k;
    a.out = w->act + op->out[0].at + (size_t)first * a.out_token, a.v = c->v;
    for (int i = 0; i < INFER__MAX(w->n_texts, 1) && a.n; i++) {
        if (w->texts) a.n = a.keys = w->texts[i];
        infer__attend(w->m->tier, &a, (float *)(void *)(w->own + (size_t)thread * w->own_bytes),
                      (float *)(void *)(w->act + w->p->partials), (infer__pool *)&w->m->pool, thread, threads);
        a.k += (size_t)a.n * a.k_slot, a.v += (size_t)a.n * a.v_slot; /* the next text's */
        a.q += (size_t)a.n * a.q_token, a.out += (size_t)a.n * a.out_token;
    }
}

/* NORM and ADDNORM. */
static void infer__run_norm(const infer__walk *w, const infer__op *op, int thread, int threads) {
    int first = op->tail ? w->n - w->wanted : 0, lo, hi;
    float *y = (float *)(void *)(w->own + (size_t)thread * w->own_bytes);
    bool add = op->kind == INFER__OP_ADDNORM;
    float post = w->m->number[INFER__POST_EPS], eps = add && post > 0 ? post : w->m->hyper.eps;
    infer__share(w->n - first, 1, thread, threads, &lo, &hi);
    for (int t = first + lo; t < first + hi; t++) {
        float *x = infer__row(w, op->out[0], t);
        infer__normalize(w, add ? y : x, infer__row(w, op->in, t), op->in.norm, op->in.bias, op->in.width, eps);
        for (int i = 0; i < op->in.width && add; i++) x[i] += y[i];
    }
}

/* Chooses the experts of one token: the `fan` with the best scores, of the best groups where experts come in groups,
 * a group's score being its two best experts' (DeepSeek-V3). Among equals the first. */
static void infer__route(const infer__walk *w, const infer__op *op, float *scores, float *out, float *choice) {
    const infer__hyper *h = &w->m->hyper;
    const float *bias = infer__vector(op->w[0]);
    int n = h->experts, used = op->fan, groups = h->expert_groups, each = groups ? n / groups : n;
    float max = scores[0], sum = 0, *weight = out + used;
    for (int e = 1; e < n; e++) max = INFER__MAX(max, scores[e]);
    for (int e = 0; e < n; e++) {
        if (h->router == INFER__BY_SOFTMAX) sum += scores[e] = expf(scores[e] - max);
        else if (h->router == INFER__BY_SIGMOID) scores[e] = 1.0f / (1.0f + expf(-scores[e]));
        else if (h->router == INFER__BY_SQRT_SOFTPLUS)
            scores[e] = sqrtf(scores[e] > 20 ? scores[e] : log1pf(expf(scores[e])));
    }
    for (int e = 0; e < n; e++) {
        if (h->router == INFER__BY_SOFTMAX) scores[e] /= sum;
        choice[e] = scores[e] + (bias ? bias[e] : 0.0f);
    }
    for (int drop = groups - h->expert_groups_used; groups > 1 && drop > 0; drop--) { /* the worst group that is left */
        int worst = -1;
        float least = 0;
        for (int g = 0; g < groups; g++) {
            float best[2] = {-INFINITY, -INFINITY};
            for (int e = g * each; e < (g + 1) * each; e++) {
                if (choice[e] > best[0]) best[1] = best[0], best[0] = choice[e];
                else if (choice[e] > best[1]) best[1] = choice[e];
            }
            float total = each > 1 ? best[0] + best[1] : best[0];
            if (best[0] > -INFINITY && (worst < 0 || total <= least)) worst = g, least = total;
        }
        for (int e = 0; e < each && worst >= 0; e++) choice[worst * each + e] = -INFINITY;
    }
    sum = 0, max = -INFINITY;
    for (int j = 0; j < used; j++) {
        int best = 0;
        for (int e = 1; e < n; e++)
            if (choice[e] > choice[best]) best = e;
        choice[best] = -INFINITY, out[j] = (float)best, weight[j] = scores[best];
        max = INFER__MAX(max, weight[j]);
    }
    for (int j = 0; j < used; j++) {
        if (h->router == INFER__BY_CHOSEN_SOFTMAX) weight[j] = expf(weight[j] - max);
        sum += weight[j];
    }
    bool normed = h->norm_weights || h->router == INFER__BY_CHOSEN_SOFTMAX;
    for (int j = 0; j < used; j++) weight[j] *= h->expert_scale * (normed ? 1.0f / INFER__MAX(sum, 6.1035e-5f) : 1.0f);
}

static void infer__run_route(const infer__walk *w, const infer__op *op, int thread, int threads) {
    int first = op->tail ? w->n - w->wanted : 0, lo, hi;
    infer__share(w->n - first, 1, thread, threads, &lo, &hi);
    for (int t = first + lo; t < first + hi; t++)
        infer__route(w, op, infer__row(w, op->in, t), infer__row(w, op->out[0], t),
                     (float *)(void *)(w->own + (size_t)thread * w->own_bytes));
}

static void infer__run_combine(const infer__walk *w, const infer__op *op, int thread, int threads) {
    int first = op->tail ? w->n - w->wanted : 0, lo, hi;
    float residual = w->m->hyper.residual_scale;
    infer__share(w->n - first, 1, thread, threads, &lo, &hi);
    for (int t = first + lo; t < first + hi; t++) {
        float *out = infer__row(w, op->out[0], t);
        if (op->epilogue == INFER__STORE) memset(out, 0, (size_t)op->in.width * sizeof *out);
        for (int j = 0; j < op->fan; j++) {
            int item = t * op->fan + j;
            const float *y = infer__row(w, op->in, item);
            float weight = residual * (op->weigh ? infer__expert_weight(w, op, item) : 1.0f);
            for (int i = 0; i < op->in.width; i++) out[i] += weight * y[i];
        }
    }
}

/* Scratch that one thread needs for any of the above. */
static size_t infer__own_bytes(const infer__plan *p, const infer_model *m) {
    size_t widest = (size_t)p->widest, attend = infer__attend_scratch(m->hyper.key_length, m->hyper.value_length);
    size_t row = infer__align(widest * sizeof(float)), strips = (size_t)INFER__MIN(p->batch, INFER__BATCH);
    for (int f = INFER__ACT_A8; f <= INFER__ACT_A8K; f++) row += infer__align(infer__act_bytes(f, widest));
    row += 2 * INFER__ROW_RUN * sizeof(float);
    strips = (strips + INFER__GROUP) * INFER__TILE_ROWS * 2 * sizeof(float) + INFER__STRIP_SCRATCH;
    return infer__align(INFER__MAX(INFER__MAX(row, strips), attend * sizeof(float))) + infer__order_bytes(p, m);
}

static void infer__trace_op(const infer__walk *w, const infer__op *op);
static void infer__profile_op(const infer__walk *w, const infer__op *op, double seconds);

/* Whether a thread may go from rope straight to attention: a single token, and its kv heads stay with their threads. */
static bool infer__rope_joins(const infer__walk *w, const infer__op *op, int threads) {
    const infer__layer *l = &w->m->layers[op->layer];
    bool stay = l->kv_heads % threads == 0 || w->position < INFER__KEY_CHUNK;
    return stay && w->n == 1 && !w->traced && w->m->tier >= INFER_KERNELS_AVX2 &&
           l->heads / l->kv_heads <= INFER__ROWS &&
           infer__attend_tiled(w->m->hyper.key_length, w->m->hyper.value_length);
}

static void infer__cpu_walk(void *arg, int thread, int threads) {
    const infer__walk *w = (const infer__walk *)arg;
    infer__pool *pool = (infer__pool *)&w->m->pool;
    static void (*const run[])(const infer__walk *, const infer__op *, int, int) = {
        infer__run_angles, infer__run_embed, infer__run_matmul, infer__run_rope,   infer__run_attend,
        infer__run_norm,   infer__run_norm,  infer__run_route,  infer__run_matmul, infer__run_combine};
    for (int i = 0; i < w->p->n_ops - (w->texts != NULL); i++) { /* of texts the vectors are wanted, not logits */
        const infer__op *op = &w->p->ops[i];
        bool timed = w->profiled && thread == 0;
        double start = timed ? infer_seconds() : 0;
        if (thread == 0) infer__atomic_store(infer__counter(w, i + 1), 0);
        run[op->kind](w, op, thread, threads);
        if (op->kind == INFER__OP_ROPE && infer__rope_joins(w, op, threads)) continue;
        infer__barrier(pool);
        if (timed) infer__profile_op(w, op, infer_seconds() - start);
        if (!w->traced) continue;
        if (thread == 0) infer__trace_op(w, op);
        infer__barrier(pool);
    }
}

/* ===========================================================================
 * [13] SAMPLING                                                    >>sampling
 * ===========================================================================
 * From logits to a token: adjust, keep some, weigh, draw; the steps and their order are infer_sampling's. The result
 * must be the same on every machine and with every compiler, and exp, the order of a sum and fused multiply-adds are
 * not. So probabilities are integers: the most likely token weighs 2^40, the others their share of it, sums of them
 * are exact in any order. In floating point remain single operations, and sums of products that are exact.
 * Nothing is sorted: each cut, "the best that together reach...", is a weighted quickselect, O(n). */

#define INFER__RNG_WORDS 4

typedef struct infer__candidate {
    uint64_t key;    /* sorts ascending; the token in its low half, so that no two are equal */
    uint64_t weight; /* e^(logit - highest) in units of 2^-40 */
    float logit;
    int32_t token;
} infer__candidate;

/* xoshiro256** (Blackman and Vigna 2018), seeded with splitmix64 as its authors advise. */
static void infer__sampler_seed(uint64_t *rng, uint64_t seed) {
    for (int i = 0; i < INFER__RNG_WORDS; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        rng[i] = z ^ (z >> 31);
    }
}
static uint64_t infer__random(uint64_t *s) {
    uint64_t x = s[1] * 5, result = (x << 7 | x >> 57) * 9, t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return result;
}

/* Scratch: a candidate for every token, then adjusted logits, then how often a token was seen. Aligned to 8. */
static size_t infer__sampler_bytes(int n_vocab) {
    return (size_t)n_vocab * (sizeof(infer__candidate) + sizeof(float) + sizeof(uint32_t));
}

/* Higher logits first, the lower id among equals. Adding 0 makes one zero of the two. */
static uint64_t infer__logit_key(float logit, int32_t token) {
    uint32_t bits;
    logit += 0.0f;
    memcpy(&bits, &logit, 4);
    return (uint64_t)(bits >> 31 ? bits : ~bits & 0x7fffffffu) << 32 | (uint32_t)token;
}

/* 2^40 * 2^-x for x = d / 2^32, good to 2^-30, in fixed point: the fraction's first four bits by a table, the rest by
 * the series of e^(-x ln 2). */
static uint64_t infer__weight(double d) {
    static const uint32_t sixteenths[16] = {2147483648u, 2056437387u, 1969251188u, 1885761398u, 1805811301u,
                                            1729250827u, 1655936265u, 1585730000u, 1518500250u, 1454120821u,
                                            1392470869u, 1333434672u, 1276901417u, 1222764986u, 1170923762u,
                                            1121280436u}; /* 2^31 * 2^(-i / 16) */
    static const uint32_t series[] = {5726720u, 41309550u, 238388332u, 1031764991u, 2977044472u}; /* ln2^n / n! */
    if (!(d < 40.0 * 4294967296.0)) return 0;
    uint64_t x = (uint64_t)(int64_t)d, rest = x & 0x0fffffffu, sum = 0;
    for (int i = 0; i < 5; i++) sum = series[i] - (sum * rest >> 32);
    sum = ((uint64_t)1 << 32) - (sum * rest >> 32);
    return (sum * sixteenths[x >> 28 & 15] >> 23) >> (x >> 32);
}

/* Softmax over the candidates, before it is divided by the sum, which is returned: scale is 1 / temperature. */
static uint64_t infer__weigh(infer__candidate *c, int n, double scale) {
    uint64_t total = 0;
    float highest = c[0].logit;
    for (int i = 1; i < n; i++) highest = INFER__MAX(highest, c[i].logit);
    scale *= 6196328018.7194806; /* 2^32 / ln 2 */
    for (int i = 0; i < n; i++) {
        c[i].weight = infer__weight(((double)highest - c[i].logit) * scale);
        total += c[i].weight;
    }
    return total;
}

/* Moves the fewest candidates, in the order of their keys, that together weigh at least `target` to the front, and the
 * last of them to the end of these. Returns how many they are. Quickselect (Hoare 1961) that counts weights. */
static int infer__select(infer__candidate *c, int n, uint64_t target) {
    uint64_t state = 1;
    int lo = 0, hi = n;
    while (lo < hi) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        int at = lo, pick = lo + (int)((state >> 33) % (uint64_t)(hi - lo));
        infer__candidate pivot = c[pick], t;
        uint64_t before = 0;
        c[pick] = c[hi - 1];
        for (int i = lo; i < hi - 1; i++) {
            if (c[i].key > pivot.key) continue;
            before += c[i].weight;
            t = c[at], c[at++] = c[i], c[i] = t;
        }
        c[hi - 1] = c[at], c[at] = pivot;
        if (before >= target) {
            hi = at;
            continue;
        }
        if (before + pivot.weight >= target) return at + 1;
        target -= before + pivot.weight;
        lo = at + 1;
    }
    return lo;
}

/* The least integer that is not below share x total. */
static uint64_t infer__portion(float share, uint64_t total) {
    double exact = (double)share * (double)total;
    uint64_t whole = (uint64_t)exact;
    return whole + ((double)whole < exact);
}

/* Locally typical (Meister et al. 2022): first those whose information -ln p is nearest to its mean, the entropy. Both
 * contain the logarithm of the sum, which cancels: what counts is the distance of (highest - logit) from its mean. */
static int infer__typical(infer__candidate *c, int n, float share) {
    const double scale = 1 << 20;
    uint64_t total = infer__weigh(c, n, 1), low = 0, high = 0;
    float highest = c[0].logit;
    for (int i = 1; i < n; i++) highest = INFER__MAX(highest, c[i].logit);
    for (int i = 0; i < n; i++) { /* weight x distance: at most 2^40 / e x 2^20, so 64 bits hold one but not the sum */
        double distance = INFER__MIN(((double)highest - c[i].logit) * scale, 1e9);
        uint64_t product = c[i].weight ? c[i].weight * (uint64_t)distance : 0;
        low += product & 0xffffffffu, high += product >> 32;
    }
    int64_t mean = (int64_t)(((double)high * 4294967296.0 + (double)low) / (double)total);
    for (int i = 0; i < n; i++) {
        int64_t off = (int64_t)INFER__MIN(((double)highest - c[i].logit) * scale, 1e9) - mean;
        c[i].key = (uint64_t)(off < 0 ? -off : off) << 32 | (uint32_t)c[i].token;
    }
    n = infer__select(c, n, (uint64_t)((double)share * (double)total) + 1); /* more than the share */
    for (int i = 0; i < n; i++) c[i].key = infer__logit_key(c[i].logit, c[i].token);
    return n;
}

/* The logits after bias and penalties: `logits` itself where nothing asks for any. */
static const float *infer__adjust(const infer_sampling *s, const float *logits, int n_vocab, const int32_t *history,
                                  int n_history, float *adjusted, uint32_t *seen) {
    double repeat = s->repeat_penalty > 0 ? s->repeat_penalty : 1;
    bool penalise = repeat != 1 || s->frequency_penalty != 0 || s->presence_penalty != 0;
    int window = s->penalty_window == 0 ? 64 : s->penalty_window;
    if (window >= 0 && window < n_history) history += n_history - window, n_history = window;
    if (s->n_bias <= 0 && (!penalise || n_history <= 0)) return logits;
    memcpy(adjusted, logits, (size_t)n_vocab * sizeof *adjusted);
    for (int i = 0; i < s->n_bias; i++)
        if (s->bias[i].token >= 0 && s->bias[i].token < n_vocab) adjusted[s->bias[i].token] += s->bias[i].bias;
    if (!penalise) return adjusted;
    /* three walks over the window, so that the counts of all other tokens need never be cleared */
    for (int pass = 0; pass < 3; pass++)
        for (int i = 0; i < n_history; i++) {
            int32_t t = history[i];
            if (t < 0 || t >= n_vocab) continue;
            if (pass == 0) seen[t] = 0;
            else if (pass == 1) seen[t]++;
            else if (seen[t]) {
                double x = adjusted[t];
                x = x > 0 ? x / repeat : x * repeat;
                adjusted[t] = (float)(x - (double)seen[t] * s->frequency_penalty - s->presence_penalty);
                seen[t] = 0;
            }
        }
    return adjusted;
}

/* Everything but the draw: the candidates stand at the beginning of scratch, weighed; *total is their sum. Returns how
 * many there are: 0 if every token is forbidden. NaN counts as forbidden. */
static int infer__sample_candidates(const infer_sampling *s, const float *logits, int n_vocab, const int32_t *history,
                                    int n_history, void *scratch, uint64_t *total) {
    infer__candidate *c = (infer__candidate *)scratch;
    float *adjusted = (float *)(void *)(c + n_vocab);
    logits = infer__adjust(s, logits, n_vocab, history, n_history, adjusted, (uint32_t *)(void *)(adjusted + n_vocab));
    bool greedy = !(s->temperature > 0);
    int n = 0, k = greedy ? 1 : s->top_k > 0 ? s->top_k : n_vocab;
    if (greedy) { /* the first of the highest */
        for (int i = 0; i < n_vocab; i++)
            if (logits[i] > -INFINITY && (n == 0 || logits[i] > c->logit)) c->logit = logits[i], c->token = i, n = 1;
        c->weight = *total = 1;
        return n;
    }
    /* Top k: whenever many have gathered only the best k stay, and what is worse than these no longer gets in. */
    float worst = -INFINITY;
    int64_t enough = (int64_t)k * 4 + 1024;
    for (int i = 0; i < n_vocab; i++) {
        if (!(logits[i] > worst)) continue; /* nor does its equal: the lower ids came first */
        c[n].logit = INFER__MIN(logits[i], FLT_MAX), c[n].token = i, c[n].weight = 1;
        c[n].key = infer__logit_key(c[n].logit, i);
        if (++n < enough) continue;
        n = infer__select(c, n, (uint64_t)k);
        worst = c[n - 1].logit;
    }
    if (n > k) n = infer__select(c, n, (uint64_t)k);
    if (n == 0) return 0;
    if (s->typical_p > 0 && s->typical_p < 1) n = infer__typical(c, n, s->typical_p);
    if (s->top_p > 0 && s->top_p < 1) {
        uint64_t sum = infer__weigh(c, n, 1);
        n = infer__select(c, n, infer__portion(s->top_p, sum));
    }
    if (s->min_p > 0) {
        int kept = 0;
        uint64_t least = infer__portion(INFER__MIN(s->min_p, 1.0f), (uint64_t)1 << 40);
        infer__weigh(c, n, 1);
        for (int i = 0; i < n; i++)
            if (c[i].weight >= least) c[kept++] = c[i];
        n = kept;
    }
    *total = infer__weigh(c, n, 1 / (double)s->temperature);
    return n;
}

/* Chooses a token; token 0 if all of them are forbidden. `history` is what has been seen, the latest last. */
static int32_t infer__sample(const infer_sampling *s, uint64_t *rng, const float *logits, int n_vocab,
                             const int32_t *history, int n_history, void *scratch) {
    infer__candidate *c = (infer__candidate *)scratch;
    uint64_t total, draw;
    if (infer__sample_candidates(s, logits, n_vocab, history, n_history, scratch, &total) == 0) return 0;
    if (!(s->temperature > 0)) return c->token;
    do draw = infer__random(rng);
    while (draw >= UINT64_MAX - UINT64_MAX % total); /* so that the remainder is uniform */
    for (draw %= total; draw >= c->weight; c++) draw -= c->weight;
    return c->token;
}

/* ===========================================================================
 * [14] SESSIONS AND PUBLIC FUNCTIONS                                >>session
 * ===========================================================================
 * What the API promises, on top of everything above: checks of the caller's arguments, the life of models and sessions,
 * and the loop that turns a prompt into text. */

struct infer_session {
    infer_model *model;
    infer_allocator allocator;
    infer__arena arena;
    int context, batch;
    const infer__format *kv;
    infer__plan plan;
    infer_sampling sampling;
    uint64_t rng[INFER__RNG_WORDS];
    void (*trace)(const infer_trace *, void *);
    void *trace_user_data;
    void (*profile)(const infer_profile *, void *);
    void *profile_user_data;
    uint8_t *act, *own;
    size_t own_bytes;
    void *sampler;
    int32_t *tokens;
    float *logits;
    int length;
    int lost;                     /* positions before this one have left the caches of sliding-window layers */
    int max_window, min_capacity; /* of those layers; 0 where there are none */
    int pooling, *places;
    bool has_logits;
};

/* ---- models ---- */

static const infer__family *infer__find_family(infer__str name) {
    for (size_t i = 0; i < INFER__COUNT(infer__families); i++)
        if (infer__str_is(name, infer__families[i].name)) return &infer__families[i];
    return NULL;
}

/* "llama 1.1B Q4_0": the family, the number of weights, the format that most of their bytes are in. */
static void infer__describe(infer_model *m) {
    uint64_t by_format[INFER__COUNT(infer__formats)] = INFER__ZERO;
    size_t most = 0;
    for (uint32_t i = 0; i < m->gguf.n_tensors; i++) {
        const infer__tensor *t = &m->gguf.tensors[i];
        m->parameters += t->size[0] * t->size[1] * t->size[2] * t->size[3];
        m->weight_bytes += t->bytes;
        if (t->format) by_format[t->format - infer__formats] += t->bytes;
    }
    for (size_t i = 1; i < INFER__COUNT(by_format); i++)
        if (by_format[i] > by_format[most]) most = i;
    double n = (double)m->parameters;
    const char *unit = n >= 1e9 ? "B" : n >= 1e6 ? "M" : "K";
    n /= n >= 1e9 ? 1e9 : n >= 1e6 ? 1e6 : 1e3;
    snprintf(m->description, sizeof m->description, "%s %.*f%s %s", m->architecture, n < 9.95, n, unit,
             by_format[most] ? infer__formats[most].name : "without weights");
}

static void infer__layout_model(infer_model *m, infer__arena *a) {
    infer__gguf_layout(&m->gguf, a);
    infer__vocab_layout(&m->vocab, a);
    infer__pool_layout(&m->pool, a);
    if (!m->vocab_only) infer__model_layout(m, a);
}

/* Everything between the mapped file and the finished model. The metadata must be indexed before the vocabulary's and
 * the layers' sizes are known, so the index is laid out twice: alone to read them, then with all the rest. */
static int infer__load(infer_model *m, infer_error *err) {
    infer__arena index = INFER__ZERO;
    infer__gguf g = m->gguf;
    int rc = INFER_OK, tier = infer__cpu_tier();
    infer__gguf_layout(&g, &index);
    if (!infer__arena_make(&index, &m->allocator))
        return infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory for %llu bytes of metadata", g.path,
                           (unsigned long long)index.used);
    infer__gguf counted = m->gguf;
    infer__gguf_layout(&m->gguf, &index);
    if ((rc = infer__gguf_fill(&m->gguf, err)) == INFER_OK) {
        infer__str name;
        rc = infer__get_string(&m->gguf, "general.architecture", &name, err);
        if (rc == 0) rc = infer__fail(err, INFER_ERROR_FORMAT, "%s: key general.architecture is missing", m->gguf.path);
        if (rc == 1) {
            snprintf(m->architecture, sizeof m->architecture, "%.*s", (int)INFER__MIN(name.n, 63), name.p);
            m->family = infer__find_family(name);
            rc = infer__get_string(&m->gguf, "general.name", &name, err);
            snprintf(m->name, sizeof m->name, "%.*s", (int)INFER__MIN(name.n, 127), name.n ? name.p : "");
        }
        if (rc >= 0) rc = infer__vocab_read(&m->vocab, &m->gguf, &m->logger, err);
        if (rc >= 0 && !m->vocab_only && !m->family)
            rc = infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: key general.architecture: family \"%s\" is not known",
                             m->gguf.path, m->architecture);
        if (rc >= 0 && !m->vocab_only) rc = infer__read_hyper(m, err);
    }
    infer__arena_free(&index, &m->allocator);
    if (rc < 0) return rc;

    m->gguf = counted;
    m->gguf.kvs = NULL;
    infer__layout_model(m, &m->arena);
    if (!infer__arena_make(&m->arena, &m->allocator))
        return infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory for %llu bytes of metadata", m->gguf.path,
                           (unsigned long long)m->arena.used);
    infer__layout_model(m, &m->arena);
    if ((rc = infer__gguf_fill(&m->gguf, err)) || (rc = infer__vocab_fill(&m->vocab, &m->gguf, err))) return rc;
    infer__str text;
    if ((rc = infer__get_string(&m->gguf, "tokenizer.chat_template", &text, err)) < 0) return rc;
    m->chat = infer__chat_recognise(text, infer__str_of(m->architecture));
    if (text.n && m->chat == INFER__CHAT_FALLBACK)
        infer__log(&m->logger, INFER_LOG_WARNING, "%s: the chat template is not recognised: using ChatML",
                   m->gguf.path);
    infer__describe(m);
    m->tier = m->tier == INFER_KERNELS_AUTO ? tier : m->tier;
    if (m->tier > tier || m->tier < 0)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "infer_model_open: kernel tier %d is not one this CPU can run",
                           m->tier);
    return m->vocab_only ? INFER_OK : infer__bind_model(m, err);
}

/* What the desc says of the weights' memory, where the system is able to; a wish denied is a warning. */
static int infer__place_weights(infer_model *m, const infer_model_desc *desc, infer_error *err) {
    infer__gguf *g = &m->gguf;
    const char *why = NULL;
    for (int i = 0; desc->huge_pages && i < g->n_maps; i++) infer__push_raw(&m->weights, 1, g->maps[i].size);
    if (desc->huge_pages) {
        infer__push_raw(&m->weights, 1, INFER__LARGE_PAGE);
        size_t total = m->weights.used;
        if (!infer__arena_make(&m->weights, &m->allocator))
            return infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory for a copy of %llu bytes", g->path,
                               (unsigned long long)total);
        infer__push_raw(&m->weights, 1, INFER__LARGE_PAGE - (uintptr_t)m->weights.base % INFER__LARGE_PAGE);
        why = infer__use_large_pages(m->weights.base, total);
        if (why) infer__log(&m->logger, INFER_LOG_WARNING, "%s: no large pages: %s", g->path, why);
        for (int i = 0; i < g->n_maps; i++) {
            uint8_t *copy = (uint8_t *)infer__push_raw(&m->weights, 1, g->maps[i].size);
            memcpy(copy, g->maps[i].data, g->maps[i].size);
            if (g->owned) infer__map_close(&g->maps[i]);
            g->maps[i].data = copy;
        }
        g->owned = false;
    }
    why = NULL;
    for (int i = 0; desc->lock && i < g->n_maps && !why; i++)
        why = infer__lock_memory(g->maps[i].data, g->maps[i].size);
    if (why) infer__log(&m->logger, INFER_LOG_WARNING, "%s: cannot be locked into memory: %s", g->path, why);
    m->locked = desc->lock;
    return INFER_OK;
}

static void infer__model_free(infer_model *m) {
    infer_allocator a = m->allocator;
    for (int i = 0; m->locked && i < m->gguf.n_maps; i++)
        infer__unlock_memory(m->gguf.maps[i].data, m->gguf.maps[i].size);
    infer__gguf_close(&m->gguf, &a);
    infer__arena_free(&m->weights, &a);
    infer__arena_free(&m->arena, &a);
    infer__free(&a, m, sizeof *m);
}

INFER__DEF infer_model *infer_model_open(const infer_model_desc *desc, infer_error *err) {
    infer_model_desc zero = INFER__ZERO;
    infer__gguf gguf;
    if (!desc) desc = &zero;
    if (!desc->allocator.alloc != !desc->allocator.free) {
        infer__fail(err, INFER_ERROR_ARGUMENT, "infer_model_open: the allocator needs both alloc and free");
        return NULL;
    }
    if (desc->threads < 0 || desc->threads > 1024) {
        infer__fail(err, INFER_ERROR_ARGUMENT, "infer_model_open: expected 0 to 1024 threads, found %d", desc->threads);
        return NULL;
    }
    if (infer__gguf_open(&gguf, desc, err)) return NULL;
    infer_model *m = (infer_model *)infer__alloc(&desc->allocator, sizeof *m);
    if (!m) {
        infer__fail(err, INFER_ERROR_MEMORY, "%s: out of memory", gguf.path);
        infer__gguf_close(&gguf, &desc->allocator);
        return NULL;
    }
    memset(m, 0, sizeof *m);
    m->allocator = desc->allocator, m->logger = desc->logger, m->gguf = gguf;
    m->tier = desc->kernels, m->vocab_only = desc->vocab_only;
    m->auto_threads = desc->threads == 0;
    m->pool.n = desc->vocab_only ? 1 : desc->threads ? desc->threads : infer__physical_cores();
    m->pool.pin = desc->pin;
    int rc = desc->vocab_only ? INFER_OK : infer__place_weights(m, desc, err);
    if (rc == INFER_OK) rc = infer__load(m, err);
    if (rc == INFER_OK && !infer__pool_start(&m->pool))
        rc = infer__fail(err, INFER_ERROR_MEMORY, "%s: could not start %d threads", m->gguf.path, m->pool.n);
    m->gguf.path = NULL; /* the caller's string */
    if (rc == INFER_OK) return m;
    infer__model_free(m);
    return NULL;
}

INFER__DEF void infer_model_close(infer_model *m) {
    if (!m) return;
    infer__pool_stop(&m->pool);
    infer__model_free(m);
}

INFER__DEF int infer_model_get_info(const infer_model *m, infer_model_info *out, infer_error *err) {
    if (!m) return infer__null(err, "model");
    if (!out) return infer__null(err, "out");
    memset(out, 0, sizeof *out);
    out->architecture = m->architecture, out->name = m->name, out->description = m->description;
    out->parameters = m->parameters, out->weight_bytes = m->weight_bytes;
    out->context_length = m->hyper.context, out->embedding_length = m->hyper.embedding, out->layers = m->hyper.layers;
    out->heads = m->hyper.heads, out->kv_heads = m->hyper.kv_heads;
    out->vocabulary = m->vocab_only ? m->vocab.n : m->hyper.vocabulary;
    out->kernels = m->tier, out->threads = m->pool.n;
    return INFER_OK;
}

INFER__DEF bool infer_model_find(const infer_model *m, const char *key, infer_value *out) {
    const infer__kv *kv = m && key ? infer__gguf_kv(&m->gguf, key) : NULL;
    if (kv && out) infer__kv_value(kv, out);
    return kv != NULL;
}

INFER__DEF const char *infer_model_key(const infer_model *m, int index, infer_value *out) {
    if (!m || index < 0 || (uint32_t)index >= m->gguf.n_kvs) return NULL;
    if (out) infer__kv_value(&m->gguf.kvs[index], out);
    return m->gguf.names + m->gguf.name_at[index];
}

INFER__DEF bool infer_value_element(const infer_value *array, uint64_t index, infer_value *out) {
    if (!array || !out || array->type != INFER_VALUE_ARRAY || index >= array->count) return false;
    const uint8_t *p = (const uint8_t *)array->data;
    if (array->element_type == INFER_VALUE_STRING) {
        for (uint64_t i = 0; i < index; i++) { /* lengths were checked when the file was opened */
            uint64_t n;
            memcpy(&n, p, 8);
            p += 8 + n;
        }
    } else {
        p += index * (uint64_t)infer__value_bytes(array->element_type);
    }
    infer__value_read(array->element_type, p, out);
    return true;
}

INFER__DEF bool infer_model_tensor(const infer_model *m, int index, infer_tensor_info *out) {
    if (!m || !out || index < 0 || (uint32_t)index >= m->gguf.n_tensors) return false;
    const infer__tensor *t = &m->gguf.tensors[index];
    out->name = m->gguf.names + m->gguf.name_at[m->gguf.n_kvs + (uint32_t)index];
    out->type = t->type, out->type_name = t->format ? t->format->name : "?";
    out->dimensions = t->dimensions, out->bytes = t->bytes, out->data = t->data;
    memcpy(out->size, t->size, sizeof out->size);
    return true;
}

static const infer__format *infer__checked_format(int type, const void *src, const void *dst, size_t n,
                                                  infer_error *err) {
    const infer__format *f = infer__format_of(type);
    if (!f) infer__fail(err, INFER_ERROR_UNSUPPORTED, "number format %d is not known", type);
    else if (n % (size_t)f->block) {
        infer__fail(err, INFER_ERROR_ARGUMENT, "%s comes in blocks of %d weights, found %llu", f->name, f->block,
                    (unsigned long long)n);
        f = NULL;
    } else if ((!src || !dst) && n) {
        infer__null(err, src ? "dst" : "src");
        f = NULL;
    }
    return f;
}
INFER__DEF int infer_dequantize(int type, const void *src, float *dst, size_t n, infer_error *err) {
    const infer__format *f = infer__checked_format(type, src, dst, n, err);
    if (!f) return infer__format_of(type) ? INFER_ERROR_ARGUMENT : INFER_ERROR_UNSUPPORTED;
    f->dequantize(src, dst, n);
    return INFER_OK;
}
INFER__DEF int infer_quantize(int type, const float *src, void *dst, size_t n, infer_error *err) {
    const infer__format *f = infer__checked_format(type, src, dst, n, err);
    if (!f) return infer__format_of(type) ? INFER_ERROR_ARGUMENT : INFER_ERROR_UNSUPPORTED;
    if (!f->quantize) return infer__fail(err, INFER_ERROR_UNSUPPORTED, "no quantiser for %s", f->name);
    f->quantize(src, dst, n);
    return INFER_OK;
}
INFER__DEF size_t infer_type_bytes(int type, size_t n) {
    const infer__format *f = infer__format_of(type);
    return f && n % (size_t)f->block == 0 ? infer__row_bytes(f, n) : 0;
}
INFER__DEF int infer_type_find(const char *name) {
    for (size_t i = 0; name && i < INFER__COUNT(infer__formats); i++)
        if (strcmp(infer__formats[i].name, name) == 0) return infer__formats[i].type;
    return -1;
}
INFER__DEF const char *infer_type_name(int type) {
    const infer__format *f = infer__format_of(type);
    return f ? f->name : NULL;
}

/* ---- text ---- */

INFER__DEF int infer_tokenize(const infer_model *m, const char *text, size_t size, int flags, int32_t *tokens, int max,
                              infer_error *err) {
    if (!m) return infer__null(err, "model");
    if ((!text && size) || (!tokens && max > 0)) return infer__null(err, text ? "tokens" : "text");
    if (max < 0) return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_tokenize: max is %d", max);
    return infer__vocab_tokenize(&m->vocab, &m->allocator, text, size, flags, true, tokens, max, err);
}

INFER__DEF int infer_detokenize(const infer_model *m, const int32_t *tokens, int n, int flags, char *text, int max,
                                infer_error *err) {
    if (!m) return infer__null(err, "model");
    if ((!tokens && n > 0) || (!text && max > 0)) return infer__null(err, tokens ? "text" : "tokens");
    if (n < 0 || max < 0) return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_detokenize: a negative count");
    for (int i = 0; i < n; i++)
        if (tokens[i] < 0 || tokens[i] >= m->vocab.n)
            return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_detokenize: token %d: expected 0 to %d, found %d", i,
                               m->vocab.n - 1, (int)tokens[i]);
    return infer__vocab_detokenize(&m->vocab, tokens, n, flags, text, max);
}

INFER__DEF int infer_stream_text(const infer_model *m, infer_text_stream *stream, int32_t token, char *text, int max) {
    if (!m || !stream || (!text && max > 0)) return INFER_ERROR_ARGUMENT;
    return infer__vocab_stream(&m->vocab, stream, token, text, max);
}

INFER__DEF int32_t infer_model_special(const infer_model *m, int which) {
    if (!m) return -1;
    switch (which) {
    case INFER_TOKEN_BOS: return m->vocab.bos;
    case INFER_TOKEN_EOS: return m->vocab.eos;
    case INFER_TOKEN_EOT: return m->vocab.eot;
    case INFER_TOKEN_UNKNOWN: return m->vocab.unk;
    default: return -1;
    }
}

INFER__DEF bool infer_token_is_end(const infer_model *m, int32_t token) {
    return m && token >= 0 && token < m->vocab.n && infer__vocab_is_end(&m->vocab, token);
}

INFER__DEF int infer_chat_format(const infer_model *m, const infer_message *messages, int n, bool open_reply,
                                 char *text, size_t max, infer_error *err) {
    if (!m) return infer__null(err, "model");
    if ((!messages && n > 0) || (!text && max > 0)) return infer__null(err, messages ? "text" : "messages");
    if (n < 0) return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_chat_format: %d messages", n);
    return infer__chat_render(m->chat, messages, n, open_reply, text, max, err);
}

INFER__DEF const char *infer_chat_template_name(const infer_model *m) {
    return infer__chat_name(m ? m->chat : INFER__CHAT_FALLBACK);
}

/* ---- sessions ---- */

static void infer__session_layout(infer_session *s, infer__arena *a) {
    const infer_model *m = s->model;
    infer__plan_layout(&s->plan, m, a, s->context, s->batch, s->kv);
    s->own_bytes = infer__own_bytes(&s->plan, m);
    s->act = (uint8_t *)infer__push_raw(a, 1, s->plan.activation_bytes);
    s->own = (uint8_t *)infer__push_raw(a, (size_t)m->pool.n, s->own_bytes);
    s->tokens = INFER__PUSH(a, int32_t, s->context);
    s->places = INFER__PUSH(a, int, s->batch);
    s->logits = INFER__PUSH(a, float, m->hyper.vocabulary);
    s->sampler = infer__push_raw(a, 1, infer__sampler_bytes(m->hyper.vocabulary));
}

/* Fills in a session's sizes from the desc and measures its arena into *a. */
static int infer__session_measure(infer_session *s, const infer_model *m, const infer_session_desc *desc,
                                  infer__arena *a, infer_error *err) {
    static const int types[3] = {INFER_TYPE_F16, INFER_TYPE_F32, INFER_TYPE_Q8_0};
    infer_session_desc zero = INFER__ZERO;
    if (!desc) desc = &zero;
    if (m->vocab_only) return infer__fail(err, INFER_ERROR_STATE, "the model was opened with vocab_only");
    int pooling, rc = infer__read_int(m, "pooling_type", 0, 0, 4, 5, &pooling, err); /* with one less for each */
    if (rc) return rc;
    if (desc->pooling < 0 || desc->pooling > INFER_POOLING_RANK)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_session_desc: pooling %d: out of range", desc->pooling);
    if (desc->context < 0 || desc->batch < 0 || desc->kv < 0 || desc->kv > INFER_KV_Q8_0)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_session_desc: context %d, batch %d, kv %d: out of range",
                           desc->context, desc->batch, desc->kv);
    memset(s, 0, sizeof *s);
    s->model = (infer_model *)m;
    s->allocator = desc->allocator.alloc ? desc->allocator : m->allocator;
    s->context = desc->context ? desc->context : INFER__MIN(m->hyper.context, 4096);
    s->batch = desc->batch ? desc->batch : infer__has(m, INFER__ENCODER) ? s->context : 512;
    s->batch = INFER__MIN(s->batch, s->context);
    s->pooling = desc->pooling     ? desc->pooling
                 : pooling < 5     ? pooling + 1
                 : m->hyper.causal ? INFER_POOLING_LAST
                                   : INFER_POOLING_MEAN;
    s->kv = infer__format_of(types[desc->kv]);
    s->trace = desc->trace, s->trace_user_data = desc->trace_user_data;
    s->profile = desc->profile, s->profile_user_data = desc->profile_user_data;
    if (m->hyper.key_length % s->kv->block || m->hyper.value_length % s->kv->block)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "a %s cache needs heads of multiples of %d, this model has %d",
                           s->kv->name, s->kv->block, m->hyper.key_length);
    for (int i = 0; i < m->hyper.layers; i++) s->max_window = INFER__MAX(s->max_window, m->layers[i].window);
    infer__session_layout(s, a);
    return INFER_OK;
}

INFER__DEF int infer_session_memory(const infer_model *m, const infer_session_desc *desc, infer_memory *out,
                                    infer_error *err) {
    infer__arena a = INFER__ZERO;
    infer_session s;
    if (!m) return infer__null(err, "model");
    if (!out) return infer__null(err, "out");
    int rc = infer__session_measure(&s, m, desc, &a, err);
    if (rc) return rc;
    out->weights = m->weight_bytes;
    out->model = m->arena.size + m->weights.size + sizeof *m + INFER__MAX_PARTS * sizeof(infer__map);
    out->kv_cache = s.plan.kv_bytes, out->activations = s.plan.activation_bytes;
    out->session = a.used + INFER__ALIGN + sizeof s;
    return INFER_OK;
}

INFER__DEF infer_session *infer_session_create(infer_model *m, const infer_session_desc *desc, infer_error *err) {
    infer__arena a = INFER__ZERO;
    infer_session measured;
    if (!m) {
        infer__null(err, "model");
        return NULL;
    }
    if (infer__session_measure(&measured, m, desc, &a, err)) return NULL;
    infer_session *s = (infer_session *)infer__alloc(&measured.allocator, sizeof *s);
    if (s) *s = measured;
    if (!s || !infer__arena_make(&a, &measured.allocator)) {
        infer__fail(err, INFER_ERROR_MEMORY, "out of memory for a session of %llu bytes (context %d)",
                    (unsigned long long)a.used, measured.context);
        infer__free(&measured.allocator, s, sizeof *s);
        return NULL;
    }
    s->arena = a;
    if (m->weights.block) infer__use_large_pages(a.base, a.size - INFER__ALIGN); /* the cache is read as often */
    infer__session_layout(s, &s->arena);
    for (int i = 0; i < m->hyper.layers; i++)
        if (m->layers[i].window && (!s->min_capacity || s->plan.caches[i].capacity < s->min_capacity))
            s->min_capacity = s->plan.caches[i].capacity;
    if (infer_session_set_sampling(s, desc ? &desc->sampling : NULL, err)) {
        infer_session_destroy(s);
        return NULL;
    }
    return s;
}

INFER__DEF void infer_session_destroy(infer_session *s) {
    if (!s) return;
    infer_allocator a = s->allocator;
    infer__arena_free(&s->arena, &a);
    infer__free(&a, s, sizeof *s);
}

static void infer__trace_op(const infer__walk *w, const infer__op *op) {
    static const char *qkv[3] = {"q", "k", "v"}, *roped[2] = {"rope_q", "rope_k"};
    const infer_session *s = w->s;
    infer_trace t = INFER__ZERO;
    bool logits = op->kind == INFER__OP_MATMUL && op->epilogue == INFER__LOGITS;
    int first = op->tail ? w->n - w->wanted : 0;
    int results = op->kind == INFER__OP_ROPE ? 2 : op->kind == INFER__OP_MATMUL && op->n_w == 3 ? 3 : 1;
    t.layer = op->layer, t.position = w->position + first, t.rows = w->n - first;
    for (int i = 0; i < results && t.rows; i++) {
        t.name = op->kind == INFER__OP_ROPE ? roped[i] : results == 3 ? qkv[i] : op->name;
        t.columns = logits ? w->m->hyper.vocabulary : op->out[i].width;
        t.data = logits ? w->logits : infer__row(w, op->out[i], first);
        s->trace(&t, s->trace_user_data);
    }
}

static void infer__profile_op(const infer__walk *w, const infer__op *op, double seconds) {
    infer_profile p = INFER__ZERO;
    p.name = op->name, p.layer = op->layer, p.seconds = seconds, p.rows = op->tail ? w->wanted : w->n;
    uint64_t rows = (uint64_t)p.rows, slots = rows; /* of the cache, stored or read */
    for (int i = 0; i < op->n_w && rows; i++) {
        p.bytes += (uint64_t)op->w[i]->rows * op->w[i]->row_bytes;
        p.flops += 2 * rows * (uint64_t)op->w[i]->rows * (uint64_t)op->w[i]->columns;
    }
    if (op->kind == INFER__OP_EMBED) p.bytes = rows * w->m->embed.row_bytes;
    if ((op->kind == INFER__OP_ATTEND || op->kind == INFER__OP_ROPE) && rows) {
        const infer__layer *l = &w->m->layers[op->layer];
        const infer__cache *c = &w->p->caches[op->layer];
        int last = w->position + w->n, first = last - p.rows, window = l->window ? l->window : last;
        if (op->kind == INFER__OP_ATTEND) {
            slots = (uint64_t)(last - INFER__MAX(first + 1 - window, 0));
            for (int keys = first + 1; keys <= last; keys++) p.flops += (uint64_t)INFER__MIN(keys, window);
            p.flops *= 2 * (uint64_t)l->heads * (uint64_t)(w->m->hyper.key_length + w->m->hyper.value_length);
        }
        p.bytes = slots * (uint64_t)l->kv_heads * (c->k_bytes + c->v_bytes);
    }
    w->s->profile(&p, w->s->profile_user_data);
}

/* Evaluates n tokens in batches; `all`: room for every token's logits, or NULL. */
static int infer__eval(infer_session *s, const int32_t *tokens, int n, float *all, infer_error *err) {
    if (!s) return infer__null(err, "session");
    if (!tokens && n > 0) return infer__null(err, "tokens");
    if (n <= 0) return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_eval: %d tokens", n);
    infer_model *m = s->model;
    if (infer__has(m, INFER__ENCODER))
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "infer_eval: %s models give no logits; see infer_embed",
                           m->architecture);
    if (n > s->context - s->length)
        return infer__fail(err, INFER_ERROR_CONTEXT, "the context of %d tokens holds %d and cannot take %d more",
                           s->context, s->length, n);
    for (int i = 0; i < n; i++)
        if (tokens[i] < 0 || tokens[i] >= m->hyper.vocabulary)
            return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_eval: token %d: expected 0 to %d, found %d", i,
                               m->hyper.vocabulary - 1, (int)tokens[i]);
    for (int done = 0; done < n;) {
        infer__walk w = INFER__ZERO;
        w.s = s, w.m = m, w.p = &s->plan, w.tokens = tokens + done, w.n = INFER__MIN(s->batch, n - done);
        w.position = s->length, w.act = s->act, w.own = s->own, w.own_bytes = s->own_bytes, w.kv = s->kv;
        w.traced = s->trace != NULL, w.profiled = s->profile != NULL;
        bool last = done + w.n == n;
        w.wanted = all ? w.n : last ? 1 : 0;
        w.logits = all ? all + (size_t)done * (size_t)m->hyper.vocabulary : s->logits;
        infer__mutex_lock(&m->pool.turn);
        infer__pool_run(&m->pool, infer__cpu_walk, &w, m->auto_threads && m->weight_bytes * (uint64_t)w.n < 4u << 20);
        infer__mutex_unlock(&m->pool.turn);
        memcpy(s->tokens + s->length, w.tokens, (size_t)w.n * sizeof *tokens);
        s->length += w.n, done += w.n;
        if (s->min_capacity) s->lost = INFER__MAX(s->lost, s->length - s->min_capacity);
    }
    if (all)
        memcpy(s->logits, all + (size_t)(n - 1) * (size_t)m->hyper.vocabulary,
               (size_t)m->hyper.vocabulary * sizeof(float));
    s->has_logits = true;
    return INFER_OK;
}

INFER__DEF int infer_eval(infer_session *s, const int32_t *tokens, int n, infer_error *err) {
    return infer__eval(s, tokens, n, NULL, err);
}
INFER__DEF int infer_eval_all(infer_session *s, const int32_t *tokens, int n, float *logits, infer_error *err) {
    return logits ? infer__eval(s, tokens, n, logits, err) : infer__null(err, "logits");
}
INFER__DEF const float *infer_logits(const infer_session *s) { return s && s->has_logits ? s->logits : NULL; }

/* y = W x + bias; `row` has room for a row of W. */
static void infer__apply(const infer__matrix *w, const float *x, float *y, float *row) {
    for (int r = 0; r < w->rows; r++) {
        double sum = w->bias ? (double)w->bias[r] : 0;
        w->format->dequantize(w->data + (size_t)r * w->row_bytes, row, (size_t)w->columns);
        for (int i = 0; i < w->columns; i++) sum += (double)row[i] * x[i];
        y[r] = (float)sum;
    }
}

/* Floats of a vector that infer_embed writes, and in *widest of the widest on the way there. */
static int infer__embed_width(const infer_model *m, int pooling, int *widest) {
    int width = *widest = m->hyper.embedding;
    bool rank = pooling == INFER_POOLING_RANK;
    for (int i = rank ? 0 : INFER__HEAD_DENSE_2; i <= (rank ? INFER__HEAD_OUT : INFER__HEAD_DENSE_3); i++)
        if (m->head[i].data && i != INFER__HEAD_NORM) width = m->head[i].rows, *widest = INFER__MAX(*widest, width);
    return width;
}

/* A pooled vector's last steps: x and y have room for the widest, the result is in x. */
static void infer__embed_head(const infer_model *m, bool rank, float *x, float *y, float *row, int width) {
    for (int i = rank ? 0 : INFER__HEAD_DENSE_2; i <= (rank ? INFER__HEAD_OUT : INFER__HEAD_DENSE_3); i++) {
        const infer__matrix *w = &m->head[i];
        if (!w->data) continue;
        if (i == INFER__HEAD_NORM) {
            infer__layer_norm(x, x, infer__vector(w), w->bias, w->columns, m->hyper.eps);
            continue;
        }
        infer__apply(w, x, y, row);
        bool gelu = i == INFER__HEAD_CLASSIFIER && m->head[INFER__HEAD_NORM].data; /* ModernBERT's */
        if (gelu) infer__glu(m->tier, x, y, NULL, w->rows, INFER__GELU_TANH, 0);
        for (int k = 0; k < w->rows && !gelu; k++) x[k] = i == INFER__HEAD_CLASSIFIER ? tanhf(y[k]) : y[k];
    }
    double sum = 0;
    if (rank && m->hyper.causal) { /* rankers made of generators have scores of yes and no: their probabilities */
        float max = x[0];
        for (int k = 1; k < width; k++) max = INFER__MAX(max, x[k]);
        for (int k = 0; k < width; k++) sum += (double)(x[k] = expf(x[k] - max));
    } else if (!rank) {
        for (int k = 0; k < width; k++) sum += (double)x[k] * x[k];
        sum = sqrt(sum);
    }
    for (int k = 0; k < width && sum > 0; k++) x[k] = (float)(x[k] / sum);
}

INFER__DEF int infer_embed(infer_session *s, const int32_t *tokens, const int *lengths, int n, float *out,
                           infer_error *err) {
    if (!s) return infer__null(err, "session");
    infer_model *m = s->model;
    int pooling = s->pooling, widest, width = infer__embed_width(m, pooling, &widest);
    bool rank = pooling == INFER_POOLING_RANK;
    if (rank && !m->head[INFER__HEAD_CLASSIFIER].data && !m->head[INFER__HEAD_OUT].data)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "infer_embed: no classifier to rank with (tensor cls.weight)");
    if (!out) return width;
    if (n < 0 || (n > 0 && (!tokens || !lengths))) return infer__null(err, tokens ? "lengths" : "tokens");
    const int32_t *token = tokens;
    for (int i = 0; i < n; token += lengths[i++]) {
        if (lengths[i] < 1 || lengths[i] > s->batch)
            return infer__fail(err, INFER_ERROR_CONTEXT,
                               "infer_embed: text %d: expected 1 to %d tokens (the session's batch), found %d", i,
                               s->batch, lengths[i]);
        for (int k = 0; k < lengths[i]; k++)
            if (token[k] < 0 || token[k] >= m->hyper.vocabulary)
                return infer__fail(err, INFER_ERROR_ARGUMENT,
                                   "infer_embed: text %d: token %d: expected 0 to %d, found %d", i, k,
                                   m->hyper.vocabulary - 1, (int)token[k]);
    }
    float *x = (float *)infer__alloc(&s->allocator, 3 * (size_t)widest * sizeof *x), *y = x + widest;
    if (!x) return infer__fail(err, INFER_ERROR_MEMORY, "out of memory for a vector of %d", widest);
    infer_session_truncate(s, 0, NULL);
    for (int first = 0, last; first < n; first = last) {
        infer__walk w = INFER__ZERO;
        w.s = s, w.m = m, w.p = &s->plan, w.tokens = tokens, w.act = s->act, w.own = s->own;
        w.own_bytes = s->own_bytes, w.kv = s->kv, w.texts = lengths + first, w.places = s->places;
        w.traced = s->trace != NULL, w.profiled = s->profile != NULL;
        for (last = first; last < n && w.n + lengths[last] <= s->batch; last++)
            for (int k = 0; k < lengths[last]; k++) s->places[w.n++] = k;
        w.wanted = w.n, w.n_texts = last - first;
        infer__mutex_lock(&m->pool.turn);
        infer__pool_run(&m->pool, infer__cpu_walk, &w, m->auto_threads && m->weight_bytes * (uint64_t)w.n < 4u << 20);
        infer__mutex_unlock(&m->pool.turn);
        tokens += w.n;
        for (int i = first, row = 0; i < last; row += lengths[i++]) {
            int k = pooling == INFER_POOLING_LAST || (rank && m->hyper.causal) ? lengths[i] - 1 : 0;
            bool all = pooling == INFER_POOLING_MEAN || pooling == INFER_POOLING_NONE;
            memset(x, 0, (size_t)widest * sizeof *x);
            for (int end = all ? lengths[i] : k + 1; k < end; k++) {
                const float *r = infer__row(&w, s->plan.result, row + k);
                const infer__val *v = &s->plan.result;
                if (v->norm) infer__normalize(&w, y, r, v->norm, v->bias, v->width, m->hyper.eps), r = y;
                for (int j = 0; j < v->width; j++)
                    x[j] = pooling == INFER_POOLING_MEAN ? x[j] + r[j] / (float)lengths[i] : r[j];
                if (pooling != INFER_POOLING_NONE && k + 1 < end) continue;
                infer__embed_head(m, rank, x, y, y + widest, width);
                memcpy(out, x, (size_t)width * sizeof *x), out += width;
            }
        }
    }
    infer__free(&s->allocator, x, 3 * (size_t)widest * sizeof *x);
    return width;
}

INFER__DEF int32_t infer_sample(infer_session *s, infer_error *err) {
    if (!s) return infer__null(err, "session");
    if (!s->has_logits)
        return infer__fail(err, INFER_ERROR_STATE, "infer_sample: nothing has been evaluated since the last rewind");
    return infer__sample(&s->sampling, s->rng, s->logits, s->model->hyper.vocabulary, s->tokens, s->length, s->sampler);
}

INFER__DEF int infer_session_set_sampling(infer_session *s, const infer_sampling *sampling, infer_error *err) {
    infer_sampling zero = INFER__ZERO;
    if (!s) return infer__null(err, "session");
    if (sampling && (sampling->n_bias < 0 || (sampling->n_bias && !sampling->bias)))
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_sampling: %d biases, but none given", sampling->n_bias);
    s->sampling = sampling ? *sampling : zero;
    infer__sampler_seed(s->rng, s->sampling.seed);
    return INFER_OK;
}

INFER__DEF int infer_session_length(const infer_session *s) { return s ? s->length : 0; }
INFER__DEF int infer_session_context(const infer_session *s) { return s ? s->context : 0; }
INFER__DEF const int32_t *infer_session_tokens(const infer_session *s) { return s ? s->tokens : NULL; }

INFER__DEF int infer_session_truncate(infer_session *s, int n, infer_error *err) {
    if (!s) return infer__null(err, "session");
    if (n < 0 || n > s->length)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_session_truncate: expected 0 to %d, found %d", s->length,
                           n);
    if (n == s->length) return INFER_OK;
    if (n > 0 && s->lost > 0 && n - s->max_window + 1 < s->lost)
        return infer__fail(err, INFER_ERROR_STATE,
                           "cannot rewind to %d: the sliding window of %d tokens has let go of those before %d", n,
                           s->max_window, s->lost);
    s->length = n, s->has_logits = false;
    if (n == 0) s->lost = 0;
    return INFER_OK;
}

INFER__DEF int infer_session_reuse(infer_session *s, const int32_t *tokens, int n, infer_error *err) {
    int same = 0;
    if (!s) return infer__null(err, "session");
    if (!tokens && n > 0) return infer__null(err, "tokens");
    while (same < n - 1 && same < s->length && tokens[same] == s->tokens[same]) same++;
    if (infer_session_truncate(s, same, NULL) != INFER_OK) same = 0, infer_session_truncate(s, 0, NULL);
    return same;
}

/* A saved session: this header, the tokens, the logits if there are any, then each layer's k and v rows, head by head,
 * of the positions that the next token can see. */
typedef struct infer__saved {
    char magic[8];
    uint32_t model, kv_type; /* a hash of the model's shape and output norm; the cache's format */
    uint32_t length, has_logits;
    uint64_t size; /* of everything */
    uint64_t rng[INFER__RNG_WORDS];
} infer__saved;

static uint32_t infer__model_hash(const infer_model *m) {
    uint32_t h[3] = {infer__hash(m->description, strlen(m->description)),
                     infer__hash(m->output_norm.data, m->output_norm.data ? (size_t)m->hyper.embedding * 4 : 0), 0};
    h[2] = (uint32_t)m->hyper.layers * 31u + (uint32_t)m->hyper.vocabulary;
    return infer__hash(h, sizeof h);
}

/* Walks over the cache rows of a saved session of `length` tokens: copies them out of or into the session, or, with
 * `bytes` NULL, only counts their size. */
static uint64_t infer__cache_rows(const infer_session *s, int length, uint8_t *bytes, bool restore) {
    uint64_t total = 0;
    for (int i = 0; i < s->model->hyper.layers; i++) {
        const infer__layer *l = &s->model->layers[i];
        const infer__cache *c = &s->plan.caches[i];
        int from = l->window ? INFER__MAX(0, length - l->window + 1) : 0;
        for (int head = 0; head < l->kv_heads; head++)
            for (int p = from; p < length; p++)
                for (int v = 0; v < 2; v++) {
                    size_t n = v ? c->v_bytes : c->k_bytes;
                    uint8_t *row = (v ? c->v : c->k) + infer__slot(c, head, p) * n;
                    if (bytes) memcpy(restore ? row : bytes + total, restore ? bytes + total : row, n);
                    total += n;
                }
    }
    return total;
}

INFER__DEF size_t infer_session_save(const infer_session *s, void *data, size_t max, infer_error *err) {
    if (!s || (!data && max)) {
        infer__null(err, s ? "data" : "session");
        return 0;
    }
    infer__saved head = INFER__ZERO;
    size_t tokens = (size_t)s->length * sizeof *s->tokens;
    size_t logits = s->has_logits ? (size_t)s->model->hyper.vocabulary * sizeof(float) : 0;
    memcpy(head.magic, "inferst1", 8);
    head.model = infer__model_hash(s->model), head.kv_type = (uint32_t)s->kv->type;
    head.length = (uint32_t)s->length, head.has_logits = s->has_logits;
    memcpy(head.rng, s->rng, sizeof head.rng);
    head.size = sizeof head + tokens + logits + infer__cache_rows(s, s->length, NULL, false);
    if (max < head.size) {
        if (max)
            infer__fail(err, INFER_ERROR_ARGUMENT, "infer_session_save: needs %llu bytes, has room for %llu",
                        (unsigned long long)head.size, (unsigned long long)max);
        return max ? 0 : (size_t)head.size;
    }
    uint8_t *p = (uint8_t *)data;
    memcpy(p, &head, sizeof head);
    memcpy(p + sizeof head, s->tokens, tokens);
    memcpy(p + sizeof head + tokens, s->logits, logits);
    infer__cache_rows(s, s->length, p + sizeof head + tokens + logits, false);
    return (size_t)head.size;
}

INFER__DEF int infer_session_restore(infer_session *s, const void *data, size_t size, infer_error *err) {
    infer__saved head;
    if (!s) return infer__null(err, "session");
    if (!data) return infer__null(err, "data");
    if (size < sizeof head || memcmp(data, "inferst1", 8) != 0)
        return infer__fail(err, INFER_ERROR_FORMAT, "infer_session_restore: not a saved session");
    memcpy(&head, data, sizeof head);
    if (head.model != infer__model_hash(s->model))
        return infer__fail(err, INFER_ERROR_FORMAT, "infer_session_restore: saved with another model");
    if (head.kv_type != (uint32_t)s->kv->type)
        return infer__fail(err, INFER_ERROR_FORMAT, "infer_session_restore: saved with a %s cache, this one is %s",
                           infer_type_name((int)head.kv_type) ? infer_type_name((int)head.kv_type) : "?", s->kv->name);
    if (head.length > (uint32_t)s->context)
        return infer__fail(err, INFER_ERROR_CONTEXT, "infer_session_restore: %u tokens, but the context holds %d",
                           (unsigned)head.length, s->context);
    int length = (int)head.length;
    size_t tokens = (size_t)length * sizeof *s->tokens;
    size_t logits = head.has_logits ? (size_t)s->model->hyper.vocabulary * sizeof(float) : 0;
    uint64_t expected = sizeof head + tokens + logits + infer__cache_rows(s, length, NULL, false);
    if (size < expected || head.size != expected || head.has_logits > 1)
        return infer__fail(err, INFER_ERROR_FORMAT, "infer_session_restore: expected %llu bytes, found %llu",
                           (unsigned long long)expected, (unsigned long long)size);
    const uint8_t *p = (const uint8_t *)data + sizeof head;
    for (int i = 0; i < length; i++) {
        int32_t token;
        memcpy(&token, p + (size_t)i * sizeof token, sizeof token);
        if (token < 0 || token >= s->model->hyper.vocabulary)
            return infer__fail(err, INFER_ERROR_FORMAT, "infer_session_restore: token %d: expected 0 to %d, found %d",
                               i, s->model->hyper.vocabulary - 1, (int)token);
    }
    memcpy(s->tokens, p, tokens);
    memcpy(s->logits, p + tokens, logits);
    infer__cache_rows(s, length, (uint8_t *)(uintptr_t)(p + tokens + logits), true);
    s->length = length, s->has_logits = head.has_logits != 0;
    s->lost = s->min_capacity ? INFER__MAX(0, length - s->max_window + 1) : 0;
    memcpy(s->rng, head.rng, sizeof s->rng);
    return INFER_OK;
}

/* ---- generation ---- */

/* Where `text` first holds one of the stops (n if nowhere), and how much of its end could still grow into one. */
static size_t infer__find_stop(const infer_generate_desc *d, const char *text, size_t n, bool *found, size_t *maybe) {
    *found = false, *maybe = 0;
    for (size_t at = 0; at < n; at++)
        for (int i = 0; i < d->n_stop; i++) {
            size_t length = strlen(d->stop[i]), here = INFER__MIN(n - at, length);
            if (!length || memcmp(text + at, d->stop[i], here) != 0) continue;
            if (here == length) return *found = true, at;
            if (!*maybe) *maybe = n - at;
        }
    return n;
}

/* Evaluates the prompt in batches so that on_prompt can be called between them. Returns 1 if it said stop. */
static int infer__eval_prompt(infer_session *s, const infer_generate_desc *d, const int32_t *tokens, int n,
                              infer_error *err) {
    if (n > s->context - s->length)
        return infer__fail(err, INFER_ERROR_CONTEXT, "the prompt has %d tokens; the context of %d holds %d already", n,
                           s->context, s->length);
    for (int done = 0; done < n;) {
        int some = INFER__MIN(s->batch, n - done);
        int rc = infer_eval(s, tokens + done, some, err);
        if (rc) return rc;
        done += some;
        if (d->on_prompt && d->on_prompt(d->user_data, done, n)) return 1;
    }
    return 0;
}

/* The section that the evaluated text ends with the opening marker of, as some templates do; -1: none. */
static int infer__section_of_prompt(const infer_session *s) {
    char text[256];
    size_t n = 0;
    for (int i = INFER__MAX(0, s->length - 6); i < s->length; i++) {
        size_t more = infer__vocab_piece(&s->model->vocab, s->tokens[i], false, false, text + n, sizeof text - n);
        n = INFER__MIN(n + more, sizeof text);
    }
    while (n && (text[n - 1] == '\n' || text[n - 1] == ' ')) n--;
    for (size_t k = 0; k < INFER__COUNT(infer__sections); k++) {
        size_t size = strlen(infer__sections[k].open);
        if (n >= size && memcmp(text + n - size, infer__sections[k].open, size) == 0) return (int)k;
    }
    return -1;
}

INFER__DEF int infer_generate(infer_session *s, const infer_generate_desc *desc, infer_generation *out,
                              infer_error *err) {
    infer_generate_desc zero = INFER__ZERO;
    infer_generation g = INFER__ZERO;
    infer_text_stream stream = INFER__ZERO;
    if (!s) return infer__null(err, "session");
    const infer_generate_desc *d = desc ? desc : &zero;
    const infer_model *m = s->model;
    if (d->max_tokens < 0 || d->n_tokens < 0 || d->n_stop < 0 || (d->n_tokens && !d->tokens) || (d->n_stop && !d->stop))
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_generate_desc: a negative count or a missing array");
    for (int i = 0; i < d->n_stop; i++)
        if (!d->stop[i]) return infer__null(err, "infer_generate_desc.stop[i]");

    /* everything that needs memory comes before the first token: the prompt's ids, room for text held back */
    const int32_t *tokens = d->tokens;
    int32_t *ids = NULL;
    int n = d->n_tokens, rc = 0;
    double start = infer_seconds();
    if (d->prompt) {
        size_t size = d->prompt_size ? d->prompt_size : strlen(d->prompt);
        n = infer__vocab_tokenize(&m->vocab, &m->allocator, d->prompt, size, d->tokenize_flags, s->length == 0, NULL, 0,
                                  err);
        if (n < 0) return n;
        tokens = ids = (int32_t *)infer__alloc(&s->allocator, ((size_t)n + 1) * sizeof *ids);
        if (!ids) return infer__fail(err, INFER_ERROR_MEMORY, "out of memory for a prompt of %d tokens", n);
        rc = infer__vocab_tokenize(&m->vocab, &m->allocator, d->prompt, size, d->tokenize_flags, s->length == 0, ids, n,
                                   err);
    }
    size_t longest = 0, held = 0;
    for (int i = 0; i < d->n_stop; i++) longest = INFER__MAX(longest, strlen(d->stop[i]));
    size_t room = longest + INFER__LONGEST_MARKER + m->vocab.longest + 16;
    char *text = (char *)infer__alloc(&s->allocator, room);
    if (!text)
        rc = infer__fail(err, INFER_ERROR_MEMORY, "out of memory for %llu bytes of text", (unsigned long long)room);
    if (rc >= 0) rc = infer__eval_prompt(s, d, tokens, n, err);
    if (rc == 1) g.stop = INFER_STOP_CALLBACK;
    if (rc == 0 && !s->has_logits)
        rc = infer__fail(err, INFER_ERROR_STATE, "infer_generate: no prompt, and nothing evaluated to go on from");
    g.prompt_tokens = n, g.prompt_seconds = infer_seconds() - start;
    start = infer_seconds();
    stream.started = s->length > 0; /* a space before the first word continues the text */
    int section = rc == 0 && d->on_kind ? infer__section_of_prompt(s) : -1;
    if (section >= 0) d->on_kind(d->user_data, infer__sections[section].kind);
    for (bool stop = rc != 0; !stop;) {
        bool found = false;
        size_t maybe = 0, ready;
        g.stop = s->length >= s->context ? INFER_STOP_CONTEXT : INFER_STOP_LIMIT;
        stop = s->length >= s->context || (d->max_tokens && g.tokens == d->max_tokens);
        int32_t token = -1;
        if (!stop) {
            if ((rc = token = infer_sample(s, err)) < 0) break;
            g.tokens++;
            if (!d->ignore_end && infer_token_is_end(m, token)) g.stop = INFER_STOP_END, stop = true;
        }
        bool ending = stop;
        infer__str name = infer__vocab_text(&m->vocab, token);
        int got = infer__vocab_stream(&m->vocab, &stream, ending ? -1 : token, text + held, (int)(room - held));
        if (token >= 0 && (!ending || g.stop == INFER_STOP_END) && got == 0 && d->on_kind &&
            (m->vocab.attributes[token] & INFER__CONTROL) && infer__is_marker(name))
            memcpy(text + held, name.p, name.n), got = (int)name.n;
        held += (size_t)INFER__MAX(got, 0);
        ready = infer__find_stop(d, text, held, &found, &maybe);
        if (found) g.stop = INFER_STOP_TEXT, stop = true;
        else if (!ending) ready = held - maybe;
        for (size_t at = 0, n_text; (d->on_text || d->on_kind) && (at == 0 || at < ready); at += n_text) {
            int before = section; /* the text in pieces of one kind each */
            n_text = d->on_kind ? infer__section_next(text + at, ready - at, stop, &section) : ready - at;
            if (d->on_text && (n_text || (at == 0 && !ending)) && d->on_text(d->user_data, text + at, n_text, token) &&
                !stop)
                g.stop = INFER_STOP_CALLBACK, stop = true;
            if (section != before)
                d->on_kind(d->user_data, section < 0 ? INFER_TEXT_ANSWER : infer__sections[section].kind);
            else if (n_text < ready - at) ready = at + n_text; /* the rest may become a marker */
            if (n_text == 0 && section == before) break;
        }
        held -= ready;
        memmove(text, text + ready, held);
        if (token >= 0 && (rc = infer_eval(s, &token, 1, err)) < 0) break;
    }
    g.seconds = infer_seconds() - start;
    infer__free(&s->allocator, ids, ((size_t)n + 1) * sizeof *ids);
    infer__free(&s->allocator, text, room);
    if (out) *out = g;
    return rc < 0 ? rc : g.tokens;
}

/* ---- attention alone ---- */

typedef struct infer__attention_job {
    infer__attention a;
    infer__attention source; /* with q and k before they are rotated */
    int tier, rope_position;
    bool neox;
    uint8_t *rotated[2]; /* q and k, packed, in the format they had */
    float *frequency, *partials, *scratch;
    size_t own; /* floats of scratch per thread */
    infer__pool pool;
} infer__attention_job;

static void infer__attention_layout(infer__attention_job *j, bool rope, infer__arena *a) {
    const infer__attention *s = &j->source;
    size_t dim = (size_t)s->dk;
    j->own = (infer__attend_scratch(s->dk, s->dv) + 15) / 16 * 16;
    infer__pool_layout(&j->pool, a);
    j->scratch = (float *)infer__push_raw(a, (size_t)j->pool.n, j->own * sizeof(float));
    j->partials = (float *)infer__push_raw(a, infer__attend_partials(s->heads, s->dv, s->keys), sizeof(float));
    if (!rope) return;
    j->frequency = INFER__PUSH(a, float, dim / 2);
    j->rotated[0] = (uint8_t *)infer__push_raw(a, (size_t)s->n * (size_t)s->heads, infer__row_bytes(s->q_format, dim));
    j->rotated[1] =
        (uint8_t *)infer__push_raw(a, (size_t)s->keys * (size_t)s->kv_heads, infer__row_bytes(s->kv_format, dim));
}

static void infer__attention_run(void *arg, int thread, int threads) {
    infer__attention_job *j = (infer__attention_job *)arg;
    const infer__attention *s = &j->source;
    float *own = j->scratch + (size_t)thread * j->own;
    int dim = s->dk, lo, hi;
    for (int of_k = 0; of_k < 2 && j->frequency; of_k++) {
        int heads = of_k ? s->kv_heads : s->heads;
        const infer__format *format = of_k ? s->kv_format : s->q_format;
        size_t bytes = infer__row_bytes(format, (size_t)dim);
        infer__share(of_k ? s->keys : s->n, 1, thread, threads, &lo, &hi);
        for (int t = lo; t < hi; t++) {
            const uint8_t *row = of_k ? s->k + (size_t)t * s->k_slot : s->q + (size_t)t * s->q_token;
            uint8_t *to = j->rotated[of_k] + (size_t)t * (size_t)heads * bytes;
            for (int i = 0; i < dim / 2; i++) {
                double angle = ((double)j->rope_position + (of_k ? t : s->position + t)) * j->frequency[i];
                own[i] = (float)cos(angle), own[dim / 2 + i] = (float)sin(angle);
            }
            for (int h = 0; h < heads; h++, row += of_k ? s->k_head : s->q_head, to += bytes) {
                format->dequantize(row, own + dim, (size_t)dim);
                infer__rotate(j->tier, own + dim, own, own + dim / 2, dim, j->neox);
                format->quantize(own + dim, to, (size_t)dim);
            }
        }
    }
    if (j->frequency) infer__barrier(&j->pool);
    infer__attend(j->tier, &j->a, own, j->partials, &j->pool, thread, threads);
}

INFER__DEF int infer_attention(const infer_attention_desc *d, infer_error *err) {
    if (!d) return infer__null(err, "desc");
    if (d->n_q == 0) return INFER_OK;
    if (!d->q || !d->k || !d->v || !d->out) return infer__null(err, !d->q ? "q" : !d->k ? "k" : !d->v ? "v" : "out");
    int kv_heads = d->kv_heads ? d->kv_heads : d->heads, dim = d->head_dim, tier = infer__cpu_tier();
    int types[3] = {d->q_type, d->kv_type, d->out_type}, limit = 1 << 16;
    if (d->n_q < 0 || d->n_kv < 1 || d->heads < 1 || d->heads > limit || kv_heads < 1 || d->heads % kv_heads ||
        dim < 1 || dim > limit || d->window < 0 || d->threads < 0 || d->threads > 1024)
        return infer__fail(
            err, INFER_ERROR_ARGUMENT,
            "infer_attention: n_q %d, n_kv %d, heads %d, kv_heads %d, head_dim %d, window %d, threads %d: "
            "out of range",
            d->n_q, d->n_kv, d->heads, kv_heads, dim, d->window, d->threads);
    if ((d->causal || d->window) && d->n_q > d->n_kv)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_attention: %d queries stand beside %d keys: too many",
                           d->n_q, d->n_kv);
    for (int i = 0; i < 3; i++)
        if (types[i] != INFER_TYPE_F32 && types[i] != INFER_TYPE_F16)
            return infer__fail(err, INFER_ERROR_UNSUPPORTED, "infer_attention: type %d: expected F32 or F16", types[i]);
    if (d->rope < INFER_ROPE_NONE || d->rope > INFER_ROPE_HALVES || (d->rope && dim % 2))
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_attention: rope %d of %d elements", d->rope, dim);
    if (d->kernels > tier || d->kernels < 0)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "infer_attention: kernel tier %d is not one this CPU can run",
                           d->kernels);

    infer__attention_job j = INFER__ZERO;
    infer__attention *a = &j.source;
    size_t n = (size_t)dim;
    a->q = (const uint8_t *)d->q, a->k = (const uint8_t *)d->k, a->v = (const uint8_t *)d->v,
    a->out = (uint8_t *)d->out;
    a->q_format = infer__format_of(types[0]), a->kv_format = infer__format_of(types[1]);
    a->out_format = infer__format_of(types[2]);
    a->heads = d->heads, a->kv_heads = kv_heads, a->dk = a->dv = dim;
    a->n = d->n_q, a->keys = a->capacity = d->n_kv, a->position = d->n_kv - d->n_q;
    a->causal = d->causal, a->window = d->window, a->cap = d->softcap;
    a->scale = d->scale == 0 ? 1.0f / sqrtf((float)dim) : d->scale;
    a->q_head = (d->q_head ? d->q_head : n), a->q_token = d->q_token ? d->q_token : n * (size_t)d->heads;
    a->k_head = (d->k_head ? d->k_head : n), a->k_slot = d->k_token ? d->k_token : n * (size_t)kv_heads;
    a->v_head = (d->v_head ? d->v_head : n), a->v_slot = d->v_token ? d->v_token : n * (size_t)kv_heads;
    a->out_head = (d->out_head ? d->out_head : n), a->out_token = d->out_token ? d->out_token : n * (size_t)d->heads;
    size_t bytes[3] = {(size_t)a->q_format->bytes, (size_t)a->kv_format->bytes, (size_t)a->out_format->bytes};
    a->q_head *= bytes[0], a->q_token *= bytes[0], a->k_head *= bytes[1], a->k_slot *= bytes[1];
    a->v_head *= bytes[1], a->v_slot *= bytes[1], a->out_head *= bytes[2], a->out_token *= bytes[2];
    j.tier = d->kernels ? d->kernels : tier, j.rope_position = d->rope_position, j.neox = d->rope == INFER_ROPE_HALVES;
    j.pool.n = d->threads ? d->threads : 1;
    if (!d->threads && (double)d->n_q * d->n_kv * d->heads * dim > 2e6) j.pool.n = infer__physical_cores();

    infer__arena arena = INFER__ZERO;
    infer__attention_layout(&j, d->rope, &arena);
    if (!infer__arena_make(&arena, &d->allocator))
        return infer__fail(err, INFER_ERROR_MEMORY, "infer_attention: out of memory for %llu bytes",
                           (unsigned long long)arena.used);
    infer__attention_layout(&j, d->rope, &arena);
    j.a = *a;
    if (d->rope) {
        infer__rope rope = INFER__ZERO;
        rope.base = d->rope_base == 0 ? 10000.0f : d->rope_base, rope.scale = 1.0f;
        rope.beta_fast = rope.beta_slow = 1.0f, rope.original_context = INT_MAX;
        infer__rope_frequencies(&rope, dim, 0, j.frequency);
        j.a.q = j.rotated[0], j.a.k = j.rotated[1];
        j.a.q_head = n * bytes[0], j.a.q_token = j.a.q_head * (size_t)d->heads;
        j.a.k_head = n * bytes[1], j.a.k_slot = j.a.k_head * (size_t)kv_heads;
    }
    bool started = infer__pool_start(&j.pool);
    if (started) infer__pool_run(&j.pool, infer__attention_run, &j, false), infer__pool_stop(&j.pool);
    infer__arena_free(&arena, &d->allocator);
    return started ? INFER_OK
                   : infer__fail(err, INFER_ERROR_MEMORY, "infer_attention: could not start %d threads", j.pool.n);
}

INFER__DEF const char *infer_build_info(void) {
    return "infer.h " INFER_VERSION
#ifdef INFER__X86
           ", avx2 and avx512 compiled in"
#else
           ", scalar"
#endif
#ifdef INFER_NO_THREADS
           ", no threads"
#endif
#ifdef INFER_NO_STDIO
           ", no writer"
#endif
#ifdef INFER_STATIC
           ", static"
#endif
        ;
}

#ifdef INFER__UNOPTIMIZED
#pragma GCC pop_options
#endif
#endif /* INFER_IMPLEMENTATION_DONE */
#endif /* INFER_IMPLEMENTATION */
