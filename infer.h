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
 *   [15] VULKAN                            >>vulkan
 *
 * To learn how a transformer runs, read [11] first (the forward pass, once), then [8] and [12] (how each of its
 * operations is computed), then [5] and [4] (what is in the file), then [6] and [13] (text in, text out).
 *
 * CONFIGURATION, all optional, defined before the implementation:
 *   INFER_STATIC         every function is static to the including file (then define INFER_IMPLEMENTATION there too)
 *   INFER_API            what stands before every declaration (a dllexport, say); INFER_STATIC wins
 *   INFER_MALLOC(size), INFER_FREE(ptr)   used where a desc names no allocator; define both or neither
 *   INFER_VULKAN         models run on GPUs too; needs volk.h and the Vulkan headers (1.3.239 or newer)
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
    INFER_ERROR_STATE = -7,       /* not now: logits before the first eval, a rewind that a sliding window forbids */
    INFER_ERROR_DEVICE = -8       /* no such GPU, or it cannot run this model, or it has failed */
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
    INFER_TYPE_Q2_K = 10,
    INFER_TYPE_Q3_K = 11,
    INFER_TYPE_Q4_K = 12,
    INFER_TYPE_Q5_K = 13,
    INFER_TYPE_Q6_K = 14,
    INFER_TYPE_BF16 = 30
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
    const char
        *device;    /* "auto" (or NULL): a GPU if one can run the model, else the CPU; "cpu"; "vulkan"; "vulkan:N" */
    int gpu_layers; /* most layers to put on the GPU, the model's last; 0: as many as fit */
    int (*progress)(void *user_data, uint64_t done, uint64_t total); /* of weights on their way to a GPU; not 0: stop */
    void *progress_user_data;
    const void *pipelines; /* from infer_model_pipelines on an earlier run: saves compiling the GPU's programs */
    size_t pipelines_size;
    infer_allocator allocator; /* zero: INFER_MALLOC / INFER_FREE */
    infer_logger logger;       /* zero: silence */
} infer_model_desc;

/* Opens a model. Weights stay in the file's mapping; opening touches only metadata. NULL on failure. */
INFER_API infer_model *infer_model_open(const infer_model_desc *desc, infer_error *err);

/* Every session of the model must be gone. NULL is ignored. */
INFER_API void infer_model_close(infer_model *model);

typedef enum infer_device_type {
    INFER_DEVICE_CPU = 0,
    INFER_DEVICE_GPU = 1,
    INFER_DEVICE_INTEGRATED = 2, /* a GPU that shares the CPU's memory */
    INFER_DEVICE_SOFTWARE = 3    /* a GPU driver that computes on the CPU: for tests, never chosen by "auto" */
} infer_device_type;

typedef struct infer_device {
    char id[16]; /* for infer_model_desc: "cpu", "vulkan:0"... */
    char name[256];
    int type;        /* infer_device_type */
    uint64_t memory; /* bytes; 0: not known */
    bool usable;
    char reason[96]; /* why not */
} infer_device;

/* Lists the devices of this machine, the CPU first: writes at most `max`, returns how many there are. */
INFER_API int infer_devices(infer_device *out, int max);

/* The GPU programs compiled so far, for infer_model_desc.pipelines of a later run: writes them if `max` is enough and
 * returns their size; 0 without a GPU. */
INFER_API size_t infer_model_pipelines(const infer_model *model, void *data, size_t max);

typedef struct infer_model_info {
    const char *architecture; /* "llama", "qwen3"...; as are all strings here, valid until close */
    const char *name;         /* general.name, or "" */
    const char *description;  /* one line: "llama 1.1B Q4_0", say */
    uint64_t parameters;      /* number of weights */
    uint64_t weight_bytes;    /* their size in the file */
    int context_length;       /* tokens the model was trained for */
    int embedding_length, layers, heads, kv_heads, vocabulary;
    int kernels;        /* the tier in use */
    int threads;        /* the number in use */
    const char *device; /* the GPU's name, or "cpu" */
    int gpu_layers;     /* layers on it */
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

typedef struct infer_session_desc {
    int context; /* most tokens on the timeline; 0: what the model was trained for, at most 4096 */
    int batch;   /* most tokens evaluated together; 0: 512 */
    int kv;      /* infer_kv: number format of the KV cache */
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
    uint64_t gpu_weights; /* on the GPU: of the model */
    uint64_t gpu_session; /* and of the session, what it does not need here */
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
#define INFER__AVX2   INFER__TARGET("avx2,fma,f16c")
#define INFER__AVX512 INFER__TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")
#ifdef __GNUC__
#define INFER__INLINE static inline __attribute__((always_inline))
#else
#define INFER__INLINE static __forceinline
#endif
#define INFER__LOAD128(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define INFER__LOAD256(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
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
#define INFER__BLOCK_FORMAT(name, block)                                                        \
    static void infer__dequantize_##name##_scalar(const void *src, float *dst, size_t n) {      \
        infer__dequantize##block(infer__open_##name, sizeof(infer__block_##name), src, dst, n); \
    }                                                                                           \
    static float infer__dot_##name##_scalar(const void *w, const void *x, size_t n) {           \
        return infer__dot##block(infer__open_##name, sizeof(infer__block_##name), w, x, n);     \
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

typedef struct infer__shape1 {
    __m256 (*load)(const uint8_t *p);
    size_t bytes;
} infer__shape1;

INFER__INLINE INFER__AVX2 void infer__matvec1_avx2(infer__shape1 f, const uint8_t *w, size_t row_bytes, const void *x,
                                                   float *out, size_t rows, size_t n) {
    uint8_t tail_w[32 * 4] = INFER__ZERO;
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

/* K-quants: quants are unsigned, the offset of Q3_K and Q6_K (a power of two) leaves through the activations' sums, like a
 * minimum. A group of 32 multiplies its int16 products by its two sub-blocks' scales in the instruction that widens them
 * (VPMADDWD): 63 * 127 * 2 fits in int16, and the sum over 256 weights in 2^29. */
typedef struct infer__shape256 {
    size_t bytes, d, min; /* where a block has its scale and, not 0, its minimum's */
    int offset_bits;      /* 0: none */
    __m256i (*quants)(const void *block, int j);
    __m256i (*scales)(const void *block, __m256i *min);
} infer__shape256;

INFER__INLINE INFER__AVX2 __m256i infer__step256_avx2(infer__shape256 f, const uint8_t *p, const infer__a8k *a,
                                                      __m256i scales, int j) {
    __m256i v = _mm256_maddubs_epi16(f.quants(p, j), INFER__LOAD256(a->q + 32 * j));
    __m256i pick = _mm256_inserti128_si256(_mm256_set1_epi16((short)(0x0100 + 0x0404 * (j % 4))),
                                           _mm_set1_epi16((short)(0x0302 + 0x0404 * (j % 4))), 1);
    return _mm256_madd_epi16(v, _mm256_shuffle_epi8(scales, pick)); /* scale 2j below, 2j + 1 above */
}

INFER__INLINE INFER__AVX2 __m256 infer__block256_avx2(infer__shape256 f, const uint8_t *p, const infer__a8k *a,
                                                      __m256 acc) {
    uint16_t d, dmin = 0;
    memcpy(&d, p + f.d, 2);
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
    acc = _mm256_fmadd_ps(_mm256_mul_ps(_mm256_cvtph_ps(_mm_set1_epi16((short)d)), dx), _mm256_cvtepi32_ps(s0), acc);
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
    v = _mm512_maddubs_epi16(v, _mm512_loadu_si512(a->q + 64 * j));
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
            uint16_t d, dmin;
            memcpy(&d, p + f.d, 2), memcpy(&dmin, p + f.min, 2);
            infer__fetch(p, INFER__AHEAD, f.bytes);
            __m256i min, scales = f.scales(p, &min), sums = INFER__LOAD256(a->sums), offset = _mm256_setzero_si256();
            if (f.offset_bits)
                offset = _mm256_sub_epi32(offset, _mm256_slli_epi32(_mm256_madd_epi16(scales, sums), f.offset_bits));
            __m512i wide = _mm512_castsi256_si512(scales), s0 = _mm512_maskz_broadcast_i64x4(0x0f, offset), s1;
            s0 = infer__step256_avx512(f, p, a, wide, 0, s0);
            s1 = infer__step256_avx512(f, p, a, wide, 1, _mm512_setzero_si512());
            s0 = infer__step256_avx512(f, p, a, wide, 2, s0);
            s1 = infer__step256_avx512(f, p, a, wide, 3, s1);
            __m256 dx = _mm256_set1_ps(a->d), dw = _mm256_mul_ps(_mm256_cvtph_ps(_mm_set1_epi16((short)d)), dx);
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
#define INFER__SHAPE256(name, d, min, offset_bits, scale_format)                              \
    static const infer__shape256 infer__shape_##name = {                                      \
        sizeof(infer__block_##name),        d, min, offset_bits, infer__quants_##name##_avx2, \
        infer__scales_##scale_format##_avx2};
INFER__SHAPE256(q2_k, 80, 82, 0, q2_k)
INFER__SHAPE256(q3_k, 108, 0, 2, q3_k)
INFER__SHAPE256(q4_k, 0, 2, 0, q4_k)
INFER__SHAPE256(q5_k, 0, 2, 0, q4_k)
INFER__SHAPE256(q6_k, 208, 0, 5, q6_k)

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
};

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

/* What pre-tokenizers ask of a character. The last five are the sets of single tokenizers: MATH is $ + < = > ^ ~ |, CASED
 * the letters with a case that deepseek-llm lists, WIDE its punctuation: ASCII without digits (yes, with letters) and
 * its full-width forms. */
/* clang-format off */
enum {
    INFER__LETTER = 1, INFER__NUMBER = 2, INFER__PUNCTUATION = 4, INFER__MARK = 8, INFER__SYMBOL = 16,
    INFER__SPACE = 32, INFER__NEWLINE = 64 /* \r, \n */, INFER__DIGIT = 128 /* 0 to 9 */,
    INFER__MATH = 256, INFER__BACKTICK = 512, INFER__CASED = 1024, INFER__WIDE = 2048, INFER__CJK = 4096
};
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

static unsigned infer__char_set(const uint32_t *ranges, int n, uint32_t c) {
    static const uint16_t by_class[8] = {
        0, INFER__LETTER, INFER__LETTER | INFER__CASED, INFER__NUMBER, INFER__PUNCTUATION, INFER__MARK, INFER__SYMBOL,
        0};
    int lo = 0;
    while (n - lo > 1) {
        int mid = lo + (n - lo) / 2;
        if (ranges[mid] >> 3 <= c) lo = mid;
        else n = mid;
    }
    unsigned set = by_class[ranges[lo] & 7];
    if (c == '\r' || c == '\n') set |= INFER__NEWLINE;
    if (infer__is_space(c)) return set | INFER__SPACE;
    if (c >= '0' && c <= '9') set |= INFER__DIGIT;
    if (c && c < 128 && strchr("$+<=>^~|", (int)c)) set |= INFER__MATH;
    if (c == '`') set |= INFER__BACKTICK;
    if ((c >= 0x21 && c <= 0x2f) || (c >= 0x3a && c <= 0x7e) || (c >= 0xff01 && c <= 0xff0f) ||
        (c >= 0xff1a && c <= 0xff5e) || (c >= 0x2018 && c <= 0x201f) || c == 0x3001 || c == 0x3002)
        set |= INFER__WIDE;
    if ((c >= 0x800 && c <= 0x9fa5) || (c >= 0xac00 && c <= 0xd7ff)) set |= INFER__CJK;
    return set;
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
 *   RUN   `min` to `max` (0: any number of) characters of `set`; with LEAD one space may stand before
 *   TAIL  the characters of `set` at the piece's end
 *   WORD  contractions, letters, numbers, other characters, spaces (see infer__word): GPT-2's, or with MODERN Llama
 *         3's, whose numbers have at most `max` digits */
enum { INFER__RUN = 1, INFER__TAIL, INFER__WORD };
enum { INFER__LEAD = 1, INFER__MODERN = 2 };
typedef struct infer__pass {
    uint8_t kind, rules, min, max;
    uint16_t set;
} infer__pass;

enum { INFER__IGNORE_MERGES = 1, INFER__ADD_BOS = 2, INFER__NO_BOS = 4 };
typedef struct infer__pre {
    const char *names; /* values of tokenizer.ggml.pre, spaces between */
    int flags;         /* IGNORE_MERGES: a word that is a token is that token; the others: defaults for the BOS token */
    infer__pass passes[6];
} infer__pre;

/* clang-format off */
#define INFER__WORD_GPT2      {INFER__WORD, 0, 0, 0, 0}
#define INFER__WORD_DIGITS(n) {INFER__WORD, INFER__MODERN, 0, n, 0}
#define INFER__EACH(set)      {INFER__RUN, 0, 1, 1, set}
#define INFER__RUNS(set)      {INFER__RUN, 0, 1, 0, set}
#define INFER__LED_RUNS(set)  {INFER__RUN, INFER__LEAD, 1, 0, set}
#define INFER__TRIPLES        {INFER__RUN, 0, 3, 3, INFER__DIGIT}
#define INFER__SPACE_TAIL     {INFER__TAIL, 0, 0, 0, INFER__SPACE}

static const infer__pre infer__pres[] = {
    {"gpt-2 phi-2 gigachat a.x-4.0 mellum exaone4 mpt olmo jais trillion granite-docling", 0, {INFER__WORD_GPT2}},
    {"llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2", INFER__IGNORE_MERGES | INFER__ADD_BOS,
     {INFER__WORD_DIGITS(3)}},
    {"dbrx smaug-bpe", 0, {INFER__WORD_DIGITS(3)}},
    {"chatglm-bpe glm4", INFER__NO_BOS, {INFER__WORD_DIGITS(3)}},
    {"qwen2 deepseek-r1-qwen kormo f2llmv2 stablelm2 hunyuan solar-open megrez grok-2", 0, {INFER__WORD_DIGITS(1)}},
    {"smollm starcoder refact command-r codeshell exaone minerva-7b mellum2", 0,
     {INFER__EACH(INFER__NUMBER), INFER__WORD_GPT2}},
    {"falcon", 0, {INFER__RUNS(INFER__PUNCTUATION | INFER__MATH | INFER__BACKTICK), INFER__WORD_GPT2, INFER__TRIPLES}},
    {"default", 0, {INFER__RUNS(INFER__PUNCTUATION | INFER__MATH), INFER__WORD_GPT2, INFER__RUNS(INFER__NUMBER),
                    INFER__TRIPLES}},
    {"deepseek-llm", 0, {INFER__EACH(INFER__NEWLINE), INFER__LED_RUNS(INFER__CASED), INFER__LED_RUNS(INFER__WIDE),
                         INFER__SPACE_TAIL, INFER__RUNS(INFER__CJK), INFER__RUNS(INFER__NUMBER)}},
    {"deepseek-coder", 0, {INFER__EACH(INFER__NEWLINE), INFER__LED_RUNS(INFER__LETTER),
                           INFER__LED_RUNS(INFER__PUNCTUATION), INFER__RUNS(INFER__CJK), INFER__EACH(INFER__NUMBER)}},
};
/* clang-format on */

typedef struct infer__char {
    uint32_t c;
    uint16_t set;
    uint16_t cut; /* a word begins here */
} infer__char;

#define INFER__IS(i, what) ((i) < n && (c[i].set & (what)))

/* The length of the word at c[0], n > 0 characters before the piece ends. GPT-2's expression is
 *   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * and Llama 3's, where any one character may lead the letters,
 *   (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+ */
static size_t infer__word(const infer__char *c, size_t n, const infer__pass *pass) {
    bool modern = pass->rules & INFER__MODERN;
    size_t space = c[0].c == ' ', newline = 0, i;
    if (c[0].c == '\'' && n > 1) {
        uint32_t fold = modern ? 0x20 : 0, a = c[1].c | fold, b = n > 2 ? c[2].c | fold : 0;
        if (a == 's' || a == 't' || a == 'm' || a == 'd') return 2;
        if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l')) return 3;
    }
    size_t lead = modern ? !(c[0].set & (INFER__NEWLINE | INFER__LETTER | INFER__NUMBER)) : space;
    for (i = lead; INFER__IS(i, INFER__LETTER);) i++;
    if (i > lead) return i;
    lead = modern ? 0 : space;
    for (i = lead; INFER__IS(i, INFER__NUMBER) && (!modern || i < pass->max);) i++;
    if (i > lead) return i;
    for (i = space; i < n && !(c[i].set & (INFER__SPACE | INFER__LETTER | INFER__NUMBER));) i++;
    if (i > space) {
        while (modern && INFER__IS(i, INFER__NEWLINE)) i++;
        return i;
    }
    for (i = 0; INFER__IS(i, INFER__SPACE); i++)
        if (c[i].set & INFER__NEWLINE) newline = i + 1;
    if (modern && newline) return newline;
    return i > 1 && i < n ? i - 1 : i; /* the last space before a word belongs to it */
}

static size_t infer__run(const infer__char *c, size_t n, const infer__pass *pass) { /* 0: none at c[0] */
    size_t lead = (pass->rules & INFER__LEAD) && (c[0].set & INFER__SPACE) && INFER__IS(1, pass->set), i = lead;
    while (INFER__IS(i, pass->set) && (!pass->max || i - lead < pass->max)) i++;
    return i - lead >= pass->min ? i : 0;
}

static void infer__split(infer__char *c, size_t n, const infer__pass *pass) {
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && !c[end].cut;) end++;
        size_t i = begin;
        if (pass->kind == INFER__TAIL) {
            for (i = end; i > begin && (c[i - 1].set & pass->set);) i--;
            if (i < end) c[i].cut = 1;
            continue;
        }
        while (i < end) {
            size_t found =
                pass->kind == INFER__WORD ? infer__word(c + i, end - i, pass) : infer__run(c + i, end - i, pass);
            if (found) c[i].cut = 1;
            i += found ? found : 1;
            if (found && i < end) c[i].cut = 1;
        }
    }
}

/* ---- the vocabulary ---- */

enum { INFER__VOCAB_NONE, INFER__VOCAB_SPM, INFER__VOCAB_BPE };

/* What a token is. USER: its text is taken out of any text, trusted or not; STRIP: with the spaces after it. */
/* clang-format off */
enum {
    INFER__NORMAL = 1, INFER__UNKNOWN = 2, INFER__CONTROL = 4, INFER__USER = 8, INFER__BYTE = 16, INFER__STRIP = 32,
    INFER__END = 64
};

/* Tokens with a role, and the metadata keys that name them. */
enum {
    INFER__ROLE_NONE, INFER__ROLE_BOS, INFER__ROLE_EOS, INFER__ROLE_UNKNOWN, INFER__ROLE_EOT, INFER__ROLE_EOM,
    INFER__ROLE_PREFIX, INFER__ROLE_SUFFIX, INFER__ROLE_MIDDLE, INFER__ROLE_PAD, INFER__ROLE_REPO, INFER__ROLE_FILE,
    INFER__N_ROLES
};
static const char *const infer__role_keys[INFER__N_ROLES] = {
    "", "bos", "eos", "unknown", "eot", "eom", /* end of turn, of message; then fill in the middle: */
    "fim_pre", "fim_suf", "fim_mid", "fim_pad", "fim_rep", "fim_sep"};
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
    bool add_bos, add_eos;
    bool space_prefix; /* a text begins with the space that a word in its middle would have before it */
    bool strip_special;
    const infer__pre *pre;
    size_t longest; /* bytes of the longest token's text */
    infer__texts tokens, merges;
    const uint8_t *scores, *types; /* in the file: float and int32 each; NULL: all 0, all normal */
    uint8_t *attributes;
    int32_t roles[INFER__N_ROLES];
    int32_t bytes[256]; /* SPM: the token of a byte that no other token covers */
    /* by length of their name: a bit for what a user-defined token, a control token may begin and end with */
    uint64_t user[INFER__MAX_SPECIAL], control[INFER__MAX_SPECIAL];
    uint32_t *ranges;
    int n_ranges;
    uint16_t ascii[128]; /* infer__char_set of these */
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
    v->kind = infer__str_is(name, "llama")  ? INFER__VOCAB_SPM
              : infer__str_is(name, "gpt2") ? INFER__VOCAB_BPE
                                            : INFER__VOCAB_NONE;
    if (!v->kind) { /* token ids can still be evaluated */
        int64_t n;
        if (rc && !infer__str_is(name, "no_vocab") && !infer__str_is(name, "none"))
            infer__log(log, INFER_LOG_WARNING,
                       "%s: key tokenizer.ggml.model: \"%.*s\" is not supported (\"llama\" and \"gpt2\" are): no text",
                       g->path, (int)INFER__MIN(name.n, 80), name.p);
        if ((rc = infer__get_string(g, "general.architecture", &name, err)) < 0) return rc;
        snprintf(key, sizeof key, "%.*s.vocab_size", (int)INFER__MIN(name.n, 100), rc ? name.p : "");
        rc = infer__get_int(g, key, 0, INT_MAX / 4, 0, &n, err);
        v->n = (int)n;
        return rc < 0 ? rc : INFER_OK;
    }
    if ((rc = infer__vocab_texts(g, "tokenizer.ggml.tokens", &v->tokens, err))) return rc;
    v->n = (int)v->tokens.n;
    if ((rc = infer__vocab_array(v, g, "tokenizer.ggml.token_type", INFER_VALUE_I32, &v->types, err))) return rc;
    if (v->kind == INFER__VOCAB_SPM) {
        if ((rc = infer__vocab_array(v, g, "tokenizer.ggml.scores", INFER_VALUE_F32, &v->scores, err))) return rc;
        v->add_bos = v->space_prefix = true;
        v->roles[INFER__ROLE_BOS] = 1, v->roles[INFER__ROLE_EOS] = 2, v->roles[INFER__ROLE_UNKNOWN] = 0;
        if ((rc = infer__vocab_flag(g, "tokenizer.ggml.add_space_prefix", &v->space_prefix, err))) return rc;
    } else {
        if ((rc = infer__vocab_texts(g, "tokenizer.ggml.merges", &v->merges, err))) return rc;
        if ((rc = infer__get_string(g, "tokenizer.ggml.pre", &name, err)) < 0) return rc;
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
        v->add_bos = v->pre->flags & INFER__ADD_BOS;
        v->roles[INFER__ROLE_BOS] = v->pre->flags & INFER__NO_BOS ? -1 : 11, v->roles[INFER__ROLE_EOS] = 11;
    }
    if ((rc = infer__get_string(g, "general.name", &name, err)) < 0) return rc;
    for (size_t i = 0; i + 4 <= name.n && !v->strip_special; i++) {
        char part[6] = {0}; /* "phi3" and "phi-3" in any case: a quirk of these models that no key tells */
        for (size_t k = 0; k < 5 && i + k < name.n; k++) part[k] = (char)(name.p[i + k] | 0x20);
        v->strip_special = strncmp(part, "phi3", 4) == 0 || strcmp(part, "phi-3") == 0;
    }
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
    v->add_bos = v->add_bos && v->bos >= 0, v->add_eos = v->add_eos && v->eos >= 0;
    return INFER_OK;
}

static void infer__vocab_layout(infer__vocab *v, infer__arena *a) {
    if (v->kind == INFER__VOCAB_NONE) return;
    infer__texts_layout(&v->tokens, a);
    v->attributes = INFER__PUSH(a, uint8_t, v->n);
    if (v->kind != INFER__VOCAB_BPE) return;
    infer__texts_layout(&v->merges, a);
    v->n_ranges = infer__char_ranges(NULL);
    v->ranges = INFER__PUSH(a, uint32_t, v->n_ranges);
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
    int rc = infer__texts_fill(&v->tokens, false, g, "tokenizer.ggml.tokens", err);
    if (rc) return rc;
    if (v->kind == INFER__VOCAB_BPE) {
        if ((rc = infer__texts_fill(&v->merges, true, g, "tokenizer.ggml.merges", err))) return rc;
        infer__char_ranges(v->ranges);
        for (uint32_t c = 0; c < 128; c++) v->ascii[c] = (uint16_t)infer__char_set(v->ranges, v->n_ranges, c);
    }
    v->longest = v->tokens.longest;
    infer__vocab_classify(v);
    for (int i = 0; i < 256; i++) {
        char name[8], byte = (char)i;
        snprintf(name, sizeof name, "<0x%02X>", (unsigned)i);
        v->bytes[i] = infer__vocab_find(v, name, 6);
        if (v->bytes[i] < 0) v->bytes[i] = infer__vocab_find(v, &byte, 1);
        if (v->bytes[i] < 0) v->bytes[i] = v->unk;
    }
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
        float score = 0;
        if (v->scores) memcpy(&score, v->scores + (size_t)id * 4, 4);
        score += 0.0f; /* no -0 */
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
            int32_t byte =
                e->v->kind == INFER__VOCAB_SPM ? e->v->bytes[(uint8_t)text[k]] : infer__vocab_find(e->v, text + k, 1);
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

/* `chars` has room for `size` characters. */
static bool infer__encode_bpe(infer__encoder *e, const char *text, size_t size, infer__char *chars) {
    const infer__vocab *v = e->v;
    size_t n = 0;
    for (size_t at = 0; at < size; n++) {
        infer__char *c = &chars[n];
        at += infer__utf8_read(text + at, size - at, &c->c);
        c->set = c->c < 128 ? v->ascii[c->c] : (uint16_t)infer__char_set(v->ranges, v->n_ranges, c->c);
        c->cut = n == 0;
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
            size_t bytes = infer__utf8_write(chars[i].c, utf8);
            for (size_t k = 0; k < bytes; k++)
                length += infer__utf8_write(infer__byte_char((uint8_t)utf8[k]), e->text + length);
        }
        int32_t whole = v->pre->flags & INFER__IGNORE_MERGES ? infer__vocab_find(v, e->text, length) : -1;
        if (whole >= 0) infer__put(e, whole);
        else infer__encode(e, length);
    }
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
        if (v->kind == INFER__VOCAB_BPE) chars = (infer__char *)infer__push_raw(&arena, size, sizeof *chars);
        if (pass == 0) ok = infer__arena_make(&arena, allocator);
    }
    if (ok) infer__mark_special(v, text, size, flags & INFER_TOKENIZE_PLAIN, mark);
    if (wrap && v->add_bos) infer__put(&e, v->bos);
    for (size_t i = 0, n; i < size && ok; i += n) {
        n = 1;
        if (mark[i] == 0) {
            while (i + n < size && mark[i + n] == 0) n++;
            ok = v->kind == INFER__VOCAB_SPM ? infer__encode_spm(&e, text + i, n, v->space_prefix && after_special)
                                             : infer__encode_bpe(&e, text + i, n, chars);
            after_special = false;
        } else if (mark[i] == 1) {
            while (i + n < size && mark[i + n] == 2) n++;
            infer__put(&e, infer__vocab_find(v, text + i, n));
            after_special = true;
        }
    }
    if (wrap && v->add_eos) infer__put(&e, v->eos);
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
    bool literal = a & (INFER__CONTROL | INFER__UNKNOWN | INFER__USER);
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
        } else if (!literal && v->kind == INFER__VOCAB_SPM) {
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
    const char *begin, *turn; /* at the beginning; before a message that follows an assistant's */
    /* Messages by role. %r is the role, %c the content, %t the content without spaces at its ends, %s the system
     * messages that have not been shown yet, each without spaces at its ends, and an empty line. NULL: as `other`. */
    const char *system, *user, *assistant, *other; /* other NULL: no other roles */
    const char *reply;                             /* where the assistant speaks next */
} infer__chat;

#define INFER__CHAT_ANY(form) NULL, NULL, NULL, form               /* written alike whatever the role */
#define INFER__CHAT_BAR(name) "<\357\275\234" name "\357\275\234>" /* DeepSeek's wide bars... */
#define INFER__CHAT_END       INFER__CHAT_BAR("end\342\226\201of\342\226\201sentence") /* ...and low lines */
#define INFER__CHAT_COHERE    "<|START_OF_TURN_TOKEN|>"

static const infer__chat infer__chats[] = {
    {"phi4", "<|im_start|>&&<|im_sep|>", "", "", INFER__CHAT_ANY("<|im_start|>%r<|im_sep|>%c<|im_end|>"),
     "<|im_start|>assistant<|im_sep|>"},
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
    {"falcon3", "<|assistant|>&&<|user|>&&</s>", "", "", INFER__CHAT_ANY("<|%r|>\n%c\n"), "<|assistant|>\n"},
    {"zephyr", "<|user|>&&<|endoftext|>", "", "", INFER__CHAT_ANY("<|%r|>\n%c<|endoftext|>\n"), "<|assistant|>\n"},
    {"glmedge", "<|assistant|>&&<|user|>", "", "", INFER__CHAT_ANY("<|%r|>\n%c"), "<|assistant|>"},
    {"gemma", "<start_of_turn>", "", "", "", NULL, "<start_of_turn>model\n%t<end_of_turn>\n",
     "<start_of_turn>%r\n%s%t<end_of_turn>\n", "<start_of_turn>model\n"},
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
    {"deepseek2", "'Assistant: ' + message['content'] + eos_token", "", "", "%c\n\n", "User: %c\n\n",
     "Assistant: %c" INFER__CHAT_END, NULL, "Assistant:"},
    {"deepseek3", INFER__CHAT_BAR("Assistant") "&&" INFER__CHAT_BAR("User") "&&" INFER__CHAT_END, "", "", "%c\n\n",
     INFER__CHAT_BAR("User") "%c", INFER__CHAT_BAR("Assistant") "%c" INFER__CHAT_END, NULL,
     INFER__CHAT_BAR("Assistant")},
    {"exaone3", "[|system|]&&[|assistant|]&&[|endofturn|]", "", "", "[|system|]%t[|endofturn|]\n", "[|user|]%t\n",
     "[|assistant|]%t[|endofturn|]\n", NULL, "[|assistant|]"},
    {"granite", "<|start_of_role|>", "", "", INFER__CHAT_ANY("<|start_of_role|>%r<|end_of_role|>%c<|end_of_text|>\n"),
     "<|start_of_role|>assistant<|end_of_role|>"},
    {"llama4", "<|header_start|>&&<|header_end|>", "", "",
     INFER__CHAT_ANY("<|header_start|>%r<|header_end|>\n\n%t<|eot|>"), "<|header_start|>assistant<|header_end|>\n\n"},
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
    infer__text_put(&out, chat->begin, strlen(chat->begin));
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
                if (code == 's') {
                    size_t before = out.n;
                    for (; shown < i; shown++) {
                        s = infer__trim(messages[shown].content);
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
    uint8_t tail[8][32] = INFER__ZERO;
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
            _mm256_storeu_ps(t->top + b * n + (size_t)h, infer__halves8_avx2(&r, at + f.d));
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
 * there the weight's sign moves to the activation, and each product is widened at once. */
enum { INFER__NIBBLES, INFER__BYTES, INFER__K32, INFER__K16 };

INFER__INLINE INFER__AVX2 void infer__tile_quants_avx2(int kind, const infer__tile *t, const infer__panel *p,
                                                       size_t columns, float *out) {
    const __m256i one = _mm256_set1_epi16(1);
    const uint8_t *w = t->q;
    const int32_t *x = p->q, *start = p->start, *scale = t->scale;
    const bool super = kind >= INFER__K32;
    const float *top = t->top, *d = p->d;
    __m256i sum[8];
    for (size_t k = 0; k < columns; k += super ? 256 : 32, top += 16, d += 4) {
#define INFER__CLEAR(c) sum[c] = sum[c + 4] = _mm256_setzero_si256(); /* a loop would become a slow REP STOS */
        INFER__EACH4(INFER__CLEAR)
        for (int sub = 0; sub < (kind == INFER__K32 ? 8 : kind == INFER__K16 ? 16 : 1); sub++) {
            bool zero = kind == INFER__BYTES || kind == INFER__K32;
#define INFER__START(c)       __m256i a##c = _mm256_set1_epi32(zero ? 0 : start[c]), b##c = a##c;
#define INFER__MAC16(a, w, u) a = _mm256_add_epi16(a, _mm256_maddubs_epi16(w, y));
#define INFER__MAC32(a, w, u) \
    a = _mm256_add_epi32(a, _mm256_madd_epi16(_mm256_maddubs_epi16(u, _mm256_sign_epi8(y, w)), one));
/* clang-format off */
#define INFER__TOKEN(g, c, MAC) y = _mm256_set1_epi32(x[4 * g + c]), MAC(a##c, w0, u0) MAC(b##c, w1, u1)
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
            if (kind == INFER__BYTES) {
                INFER__EACH4(INFER__STEP32)
            } else {
                INFER__EACH4(INFER__STEP16)
            }
            w += 256, x += 16, start += 4;
            if (kind == INFER__BYTES) {
                INFER__EACH4(INFER__STEP32)
            } else if (kind != INFER__K16) {
                INFER__EACH4(INFER__STEP16)
            }
            if (kind != INFER__K16) w += 256, x += 16;
            __m256i s0 = super ? INFER__LOAD256(scale) : one, s1 = super ? INFER__LOAD256(scale + 8) : one;
#define INFER__WIDEN(c)                                                                               \
    if (kind != INFER__BYTES) a##c = _mm256_madd_epi16(a##c, s0), b##c = _mm256_madd_epi16(b##c, s1); \
    sum[c] = super ? _mm256_add_epi32(sum[c], a##c) : a##c;                                           \
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
        for (int sub = 0; sub < (kind == INFER__K32 ? 8 : kind == INFER__K16 ? 16 : 1); sub++) {
#define INFER__START(c) __m512i a##c = _mm512_set1_epi32(kind == INFER__K32 ? 0 : start[c]), b##c = a##c;
#define INFER__TOKEN(c) \
    y = _mm512_set1_epi32(x[c]), a##c = _mm512_dpbusd_epi32(a##c, w0, y), b##c = _mm512_dpbusd_epi32(b##c, w1, y);
            INFER__KEEP_MEMORY;
            INFER__EACH8(INFER__START)
            for (int g = 0; g < (kind == INFER__K16 ? 4 : 8); g++, w += 128, x += 8) {
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
INFER__TILE_QUANTS(avx512, INFER__AVX512, bytes, INFER__BYTES)
INFER__TILE_QUANTS(avx512, INFER__AVX512, k32, INFER__K32)
INFER__TILE_QUANTS(avx512, INFER__AVX512, k16, INFER__K16)

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

static const infer__micro infer__floats_avx2 = {infer__tile_floats_avx2, 0, false};
static const infer__micro infer__nibbles_avx2 = {infer__tile_nibbles_avx2, 16, false};
static const infer__micro infer__bytes_avx2 = {infer__tile_bytes_avx2, 0, false};
static const infer__micro infer__k32_avx2 = {infer__tile_k32_avx2, 0, false};
static const infer__micro infer__k16_avx2 = {infer__tile_k16_avx2, 32, true};
static const infer__micro infer__floats_avx512 = {infer__tile_floats_avx512, 0, false};
static const infer__micro infer__bytes_avx512 = {infer__tile_bytes_avx512, 128, false};
static const infer__micro infer__k32_avx512 = {infer__tile_k32_avx512, 0, false};
static const infer__micro infer__k16_avx512 = {infer__tile_k16_avx512, 32, true};

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
};
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
    infer__tile t, min;
    t.rows = (int)wide, t.bias = micro->centre - b->offset, t.fine = micro->fine;
    t.q = scratch, t.top = (float *)(void *)(t.q + wide * INFER__TILE_BYTES),
    t.min = t.top + wide * (INFER__TILE_BYTES / 32);
    t.scale = (int32_t *)(void *)(t.min + wide * (INFER__TILE_BYTES / 16));
    min = t, min.q = (uint8_t *)t.min;
    memset(out, 0, (size_t)count * wide * sizeof(float));
    for (size_t k = 0; k < n; k += chunk) {
        size_t columns = INFER__MIN(n - k, chunk);
        b->open(&t, w + infer__row_bytes(f, k), row_bytes, rows, columns);
        for (size_t i = 0; i < (size_t)count; i += group) {
            infer__panel p = infer__panel_of(f->act, panels, (size_t)tokens, (size_t)from + i, k, columns, group);
            micro->run(&t, &p, f->act == INFER__ACT_F32 ? (columns + 7) / 8 * 8 : columns, out + i * wide);
            if (!b->min) continue;
            p.q = (int32_t *)(void *)(b->min == 32 ? p.s32 : p.s16);
            floats->run(&min, &p, columns / (size_t)b->min, out + i * wide);
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
    float *ones; /* weights of norms that have none */
    bool *used;  /* per tensor of the file, while binding */
    infer__pool pool;
    int tier;
    char description[128], name[128], architecture[64];
    uint64_t parameters, weight_bytes;
    infer__arena weights; /* the files' copy in large pages, if wanted */
    bool vocab_only, locked;
    int gpu_layers;              /* the last so many are on the GPU */
    struct infer__vk_model *gpu; /* [15], or NULL */
    uint64_t gpu_bytes;
    char gpu_name[256];
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
        (rc = infer__read_int(m, "attention.causal", 0, 0, 1, 1, &causal, err)) ||
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
        if (need == INFER__POST_NORM && infer__has(m, INFER__BOTH_NORMS)) need = INFER__ALWAYS;
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
    bool norms = !infer__has(m, INFER__UNIT_NORM) && !infer__has(m, INFER__POST_NORM),
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
        {INFER__ATTN_NORM, norms},
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
    if (infer__has(m, INFER__POST_NORM)) w[INFER__ATTN_NORM].data = w[INFER__FFN_NORM].data = NULL;
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
        m->layers[i].window = sliding ? window : 0;
        m->layers[i].local = sliding != 0;
    }
    for (int i = 0; i < m->hyper.layers && window && infer__has(m, INFER__WINDOW_ROPE); i++)
        m->layers[i].rotates = m->layers[i].rotates && m->layers[i].local;
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
    if (!m->output_norm.data)
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
    int widest, batch, items; /* columns of the widest product; most tokens together, and rows that they are at most */
    int gpu_from;             /* layers from here on keep their caches on the GPU */
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

/* x += W y, or with a norm after it x += norm(W y). */
static void infer__residual(infer__builder *b, infer__val x, infer__val y, const infer__matrix *w,
                            const infer__matrix *norm) {
    bool normed = norm->data != NULL;
    infer__matmul(b, INFER__OP_MATMUL, normed ? "branch" : "residual", y, 1, &w, normed ? &b->branch : &x,
                  normed ? INFER__STORE : INFER__ADD);
    if (normed) infer__unary(b, INFER__OP_ADDNORM, "residual", infer__norm(b->branch, norm), x, false);
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
    infer__matmul(b, INFER__OP_MATMUL, "logits", infer__norm(x, &m->output_norm), 1, &output, &x, INFER__LOGITS);

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
        c.k = i < p->gpu_from ? (uint8_t *)infer__push_raw(a, slots, c.k_bytes) : NULL;
        c.v = i < p->gpu_from ? (uint8_t *)infer__push_raw(a, slots, c.v_bytes) : NULL;
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
    float *logits;         /* wanted x vocabulary */
    uint8_t *act;          /* activations */
    uint8_t *own;          /* per thread: own_bytes */
    size_t own_bytes;
    const infer__format *kv;
    bool traced, profiled;
    int n_ops; /* operations to walk: all, or those before the GPU's */
} infer__walk;

static float *infer__row(const infer__walk *w, infer__val v, int row) {
    return (float *)(void *)(w->act + v.at) + (size_t)row * (size_t)v.stride;
}

/* The family's norm; weights may be NULL where it has none to apply. */
static void infer__normalize(const infer__walk *w, float *out, const float *x, const float *weight, const float *bias,
                             int n, float eps) {
    if (infer__has(w->m, INFER__LAYER_NORM)) infer__layer_norm(out, x, weight, bias, n, eps);
    else infer__rms_norm(w->m->tier, out, x, weight, n, eps);
}

/* A position's n / 2 cosines, then its sines. */
static void infer__angles(const infer__plan *p, bool local, int n, int position, float *out) {
    for (int i = 0; i < n / 2; i++) { /* in double: at position 100,000 a float angle is off by 0.004 */
        double angle = (double)position * p->frequency[local][i];
        out[i] = p->magnitude[local] * (float)cos(angle), out[n / 2 + i] = p->magnitude[local] * (float)sin(angle);
    }
}

static void infer__run_angles(const infer__walk *w, const infer__op *op, int thread, int threads) {
    int lo, hi;
    infer__share(w->n, 1, thread, threads, &lo, &hi);
    for (int t = lo; t < hi; t++)
        infer__angles(w->p, op->local, w->m->hyper.rope_length, w->position + t, infer__row(w, op->out[0], t));
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
        const infer__matrix *p = &w->m->positions;
        if (p->data) {
            float *own = (float *)(void *)(w->own + (size_t)thread * w->own_bytes);
            p->format->dequantize(p->data + (size_t)INFER__MIN(w->position + t, p->rows - 1) * p->row_bytes, own,
                                  (size_t)p->columns);
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
    if (a.n)
        infer__attend(w->m->tier, &a, (float *)(void *)(w->own + (size_t)thread * w->own_bytes),
                      (float *)(void *)(w->act + w->p->partials), (infer__pool *)&w->m->pool, thread, threads);
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
    for (int i = 0; i < w->n_ops; i++) {
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
    int count = infer__sample_candidates(s, logits, n_vocab, history, n_history, scratch, &total);
    if (count == 0) return 0;
    if (!(s->temperature > 0)) return c->token;
    do draw = infer__random(rng);
    while (draw >= UINT64_MAX - UINT64_MAX % total); /* so that the remainder is uniform */
    /* the candidates in the order of their keys, whatever that of the array: so a GPU can choose the same */
    int n = infer__select(c, count, draw % total + 1);
    return c[n - 1].token;
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
    bool has_logits;
    struct infer__vk_session *gpu; /* [15], or NULL: all on the CPU */
    int gpu_op;                    /* the GPU's first operation */
    int32_t gpu_token;             /* the likeliest, as the GPU found it */
    bool gpu_logits;               /* the last logits are still there */
};

/* The GPU's part, in [15]; without INFER_VULKAN it is never there. */
static int infer__gpu_open(infer_model *m, const infer_model_desc *desc, infer_error *err);
static void infer__gpu_close(infer_model *m);
static int infer__gpu_begin(infer_session *s, infer_error *err);
static void infer__gpu_end(infer_session *s);
static int infer__gpu_eval(infer__walk *w, infer_error *err);
static int infer__gpu_fetch(infer_session *s, infer_error *err);
static uint64_t infer__gpu_bytes(infer_session *s);
static int infer__gpu_list(infer_device *out, int max);
static int infer__gpu_cache(infer_session *s, int layer, infer__cache *c, bool close, bool write);

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
    if (rc == INFER_OK && (rc = infer__gpu_open(m, desc, err)) != INFER_OK) infer__pool_stop(&m->pool);
    m->gguf.path = NULL; /* the caller's string */
    if (rc == INFER_OK) return m;
    infer__model_free(m);
    return NULL;
}

INFER__DEF void infer_model_close(infer_model *m) {
    if (!m) return;
    infer__gpu_close(m);
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
    out->device = m->gpu_layers ? m->gpu_name : "cpu", out->gpu_layers = m->gpu_layers;
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
    bool here = s->plan.gpu_from > 0, mirror = here || s->trace; /* what the GPU computes is copied here for a trace */
    s->act = mirror ? (uint8_t *)infer__push_raw(a, 1, s->plan.activation_bytes) : NULL;
    s->own = here ? (uint8_t *)infer__push_raw(a, (size_t)m->pool.n, s->own_bytes) : NULL;
    s->tokens = INFER__PUSH(a, int32_t, s->context);
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
    if (desc->context < 0 || desc->batch < 0 || desc->kv < 0 || desc->kv > INFER_KV_Q8_0)
        return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_session_desc: context %d, batch %d, kv %d: out of range",
                           desc->context, desc->batch, desc->kv);
    memset(s, 0, sizeof *s);
    s->model = (infer_model *)m;
    s->allocator = desc->allocator.alloc ? desc->allocator : m->allocator;
    s->context = desc->context ? desc->context : INFER__MIN(m->hyper.context, 4096);
    s->batch = INFER__MIN(desc->batch ? desc->batch : 512, s->context);
    s->kv = infer__format_of(types[desc->kv]);
    s->trace = desc->trace, s->trace_user_data = desc->trace_user_data;
    s->profile = desc->profile, s->profile_user_data = desc->profile_user_data;
    if (m->hyper.key_length % s->kv->block || m->hyper.value_length % s->kv->block)
        return infer__fail(err, INFER_ERROR_UNSUPPORTED, "a %s cache needs heads of multiples of %d, this model has %d",
                           s->kv->name, s->kv->block, m->hyper.key_length);
    for (int i = 0; i < m->hyper.layers; i++) s->max_window = INFER__MAX(s->max_window, m->layers[i].window);
    s->plan.gpu_from = m->hyper.layers - m->gpu_layers;
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
    out->gpu_weights = m->gpu_bytes, out->gpu_session = infer__gpu_bytes(&s);
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
    if (infer_session_set_sampling(s, desc ? &desc->sampling : NULL, err) || infer__gpu_begin(s, err)) {
        infer_session_destroy(s);
        return NULL;
    }
    return s;
}

INFER__DEF void infer_session_destroy(infer_session *s) {
    if (!s) return;
    infer__gpu_end(s);
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

/* A session whose GPU has failed: its timeline is lost with it, the rest goes on here. Without memory for that, every
 * later call fails. */
static void infer__to_cpu(infer_session *s) {
    infer__arena old = s->arena, a = INFER__ZERO;
    infer__gpu_end(s);
    s->length = s->lost = 0, s->has_logits = s->gpu_logits = false;
    s->plan.gpu_from = s->model->hyper.layers;
    infer__session_layout(s, &a);
    if (!infer__arena_make(&a, &s->allocator)) a.size = 0, s->context = 0;
    s->arena = a;
    if (a.size) infer__session_layout(s, &s->arena);
    infer__arena_free(&old, &s->allocator);
}

/* Evaluates n tokens in batches; `all`: room for every token's logits, or NULL. */
static int infer__eval(infer_session *s, const int32_t *tokens, int n, float *all, infer_error *err) {
    if (!s) return infer__null(err, "session");
    if (!tokens && n > 0) return infer__null(err, "tokens");
    if (n <= 0) return infer__fail(err, INFER_ERROR_ARGUMENT, "infer_eval: %d tokens", n);
    infer_model *m = s->model;
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
        w.n_ops = s->gpu ? s->gpu_op : s->plan.n_ops;
        bool last = done + w.n == n;
        w.wanted = all ? w.n : last ? 1 : 0;
        w.logits = all ? all + (size_t)done * (size_t)m->hyper.vocabulary : s->logits;
        infer__mutex_lock(&m->pool.turn);
        if (w.n_ops)
            infer__pool_run(&m->pool, infer__cpu_walk, &w,
                            m->auto_threads && m->weight_bytes * (uint64_t)w.n < 4u << 20);
        int rc = s->gpu ? infer__gpu_eval(&w, err) : INFER_OK;
        infer__mutex_unlock(&m->pool.turn);
        if (rc) return infer__to_cpu(s), rc;
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
/* The last logits where the caller can read them. */
static int infer__logits_here(infer_session *s, infer_error *err) {
    if (!s->gpu_logits) return INFER_OK;
    int rc = infer__gpu_fetch(s, err);
    s->gpu_logits = rc != INFER_OK;
    return rc;
}
INFER__DEF const float *infer_logits(const infer_session *s) {
    return s && s->has_logits && !infer__logits_here((infer_session *)s, NULL) ? s->logits : NULL;
}

INFER__DEF int32_t infer_sample(infer_session *s, infer_error *err) {
    if (!s) return infer__null(err, "session");
    if (!s->has_logits)
        return infer__fail(err, INFER_ERROR_STATE, "infer_sample: nothing has been evaluated since the last rewind");
    const infer_sampling *p = &s->sampling;
    bool plain = p->temperature <= 0 && !p->n_bias && p->frequency_penalty == 0 && p->presence_penalty == 0 &&
                 (p->repeat_penalty == 0 || p->repeat_penalty == 1);
    if (plain && s->gpu_logits) return s->gpu_token;
    int rc = infer__logits_here(s, err);
    if (rc) return rc;
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
                     infer__hash(m->output_norm.data, (size_t)m->hyper.embedding * sizeof(float)), 0};
    h[2] = (uint32_t)m->hyper.layers * 31u + (uint32_t)m->hyper.vocabulary;
    return infer__hash(h, sizeof h);
}

/* Walks over the cache rows of a saved session of `length` tokens: copies them out of or into the session, or, with
 * `bytes` NULL, only counts their size. UINT64_MAX: a GPU's cache could not be copied. */
static uint64_t infer__cache_rows(const infer_session *s, int length, uint8_t *bytes, bool restore) {
    uint64_t total = 0;
    for (int i = 0; i < s->model->hyper.layers; i++) {
        const infer__layer *l = &s->model->layers[i];
        infer__cache own = s->plan.caches[i], *c = &own;
        bool away = bytes && s->gpu && i >= s->plan.gpu_from;
        if (away && infer__gpu_cache((infer_session *)s, i, c, false, restore)) return UINT64_MAX;
        int from = l->window ? INFER__MAX(0, length - l->window + 1) : 0;
        for (int head = 0; head < l->kv_heads; head++)
            for (int p = from; p < length; p++)
                for (int v = 0; v < 2; v++) {
                    size_t n = v ? c->v_bytes : c->k_bytes;
                    uint8_t *row = (v ? c->v : c->k) + infer__slot(c, head, p) * n;
                    if (bytes) memcpy(restore ? row : bytes + total, restore ? bytes + total : row, n);
                    total += n;
                }
        if (away && infer__gpu_cache((infer_session *)s, i, c, true, restore)) return UINT64_MAX;
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
    if (infer__logits_here((infer_session *)s, err)) return 0;
    memcpy(p, &head, sizeof head);
    memcpy(p + sizeof head, s->tokens, tokens);
    memcpy(p + sizeof head + tokens, s->logits, logits);
    if (infer__cache_rows(s, s->length, p + sizeof head + tokens + logits, false) == UINT64_MAX) {
        infer__fail(err, INFER_ERROR_DEVICE, "infer_session_save: the GPU's cache cannot be read");
        return 0;
    }
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
    s->gpu_logits = false;
    if (infer__cache_rows(s, length, (uint8_t *)(uintptr_t)(p + tokens + logits), true) == UINT64_MAX) {
        s->length = 0, s->has_logits = false;
        return infer__fail(err, INFER_ERROR_DEVICE, "infer_session_restore: the GPU's cache cannot be written");
    }
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
    size_t room = longest + m->vocab.longest + 16;
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
        int got = infer__vocab_stream(&m->vocab, &stream, ending ? -1 : token, text + held, (int)(room - held));
        held += (size_t)INFER__MAX(got, 0);
        ready = infer__find_stop(d, text, held, &found, &maybe);
        if (found) g.stop = INFER_STOP_TEXT, stop = true;
        else if (!ending) ready = held - maybe;
        if (d->on_text && (ready || !ending) && d->on_text(d->user_data, text, ready, token) && !stop)
            g.stop = INFER_STOP_CALLBACK, stop = true;
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

INFER__DEF int infer_devices(infer_device *out, int max) {
    if (out && max > 0) {
        memset(out, 0, sizeof *out);
        strcpy(out->id, "cpu"), strcpy(out->name, "CPU"), out->usable = true;
    }
    return 1 + infer__gpu_list(out && max > 1 ? out + 1 : NULL, out ? INFER__MAX(max - 1, 0) : 0);
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
#ifdef INFER_VULKAN
           ", vulkan"
#endif
#ifdef INFER_STATIC
           ", static"
#endif
        ;
}

/* ===========================================================================
 * [15] VULKAN                                                        >>vulkan
 * ===========================================================================
 * The plan on a GPU. Vulkan 1.3 with buffer device addresses: no descriptors, every dispatch gets its addresses and sizes
 * as 128 bytes of push constants. volk loads the driver at run time. All memory and pipelines are made when a model is
 * opened or a session created; commands are recorded once and submitted again for every token. Nothing here decides what
 * a model computes: that is [11]. The shaders stand in shaders/, their SPIR-V in the tail of this file. */
#ifdef INFER_VULKAN
#ifndef VOLK_H_ /* a program that includes volk.h itself brings volk's implementation too */
#define VOLK_IMPLEMENTATION
#endif
#include <volk.h>

/* Cooperative matrices, under names of our own: headers from 1.3.239 up may or may not have them. */
#define INFER__VK_CM_FEATURES    ((VkStructureType)1000506000)
#define INFER__VK_CM_PROPERTIES  ((VkStructureType)1000506001)
#define INFER__VK_CM2_FEATURES   ((VkStructureType)1000593000)
#define INFER__VK_CM2_FLEXIBLE   ((VkStructureType)1000593001)
#define INFER__VK_SM_PROPERTIES  ((VkStructureType)1000154001)
#define INFER__VK_AMD_PROPERTIES ((VkStructureType)1000185000)
typedef struct infer__vk_features {
    VkStructureType sType;
    void *pNext;
    VkBool32 bit[7]; /* cm: matrix, robust access; cm2: workgroup scope, flexible sizes, reductions, conversions,
                        per-element, tensor addressing, block loads */
} infer__vk_features;
typedef struct infer__vk_cm_shape { /* VkCooperativeMatrixPropertiesKHR; component types: f16 0, f32 1, s8 3, s32 5 */
    VkStructureType sType;
    void *pNext;
    uint32_t m, n, k;
    int32_t a, b, c, result;
    VkBool32 saturating;
    int32_t scope; /* workgroup 2, subgroup 3 */
} infer__vk_cm_shape;
typedef struct infer__vk_cm2_shape { /* VkCooperativeMatrixFlexibleDimensionsPropertiesNV */
    VkStructureType sType;
    void *pNext;
    uint32_t m, n, k; /* granularities */
    int32_t a, b, c, result;
    VkBool32 saturating;
    int32_t scope;
    uint32_t threads;
} infer__vk_cm2_shape;
typedef VkResult(VKAPI_PTR *infer__vk_get_shapes)(VkPhysicalDevice, uint32_t *, void *);

/* What a device can do, and what shaders are chosen by. */
typedef struct infer__vk_caps {
    VkPhysicalDevice physical;
    char name[VK_MAX_PHYSICAL_DEVICE_NAME_SIZE];
    uint8_t uuid[VK_UUID_SIZE]; /* of the pipeline cache */
    uint32_t vendor, device_id, driver, api;
    int type; /* VkPhysicalDeviceType */
    uint32_t family;
    uint64_t memory, max_allocation;
    bool uma; /* the host writes device memory directly */
    int subgroup, subgroup_min, subgroup_max, shared_bytes, max_threads, cores;
    bool sized;         /* a pipeline can ask for its subgroup size */
    bool full;          /* and for full subgroups */
    bool f16, int8;     /* arithmetic, and 8-bit storage with int8 */
    bool dot, dot_fast; /* packed 4x8 integer products; with hardware for them */
    bool cm1, cm2, memory_model;
    int cm_m, cm_n, cm_k;    /* f16 x f16 + f32 at subgroup scope; 0: none */
    int cmi_m, cmi_n, cmi_k; /* s8 x s8 + s32 */
    double tick;             /* nanoseconds of a timestamp; 0: none */
    VkPhysicalDeviceMemoryProperties heaps;
} infer__vk_caps;

typedef struct infer__vk_buffer {
    VkBuffer buffer;
    VkDeviceMemory memory;
    uint64_t size, address;
    uint8_t *map; /* where the host can reach it */
} infer__vk_buffer;

enum {
    INFER__VK_DEVICE, /* device-local; mapped where device and host share memory */
    INFER__VK_PARAMS, /* written by the host, read by the device: device-local if the host can reach that */
    INFER__VK_HOST    /* host memory, cached: results and staging */
};

typedef struct infer__vk_push {
    uint64_t p[8];
    int32_t i[12];
    float f[4];
} infer__vk_push;
INFER__STATIC_ASSERT(sizeof(infer__vk_push) == 128, vk_push);

/* One device. Calls on it are serialised by whoever owns it. */
typedef struct infer__vk {
    VkInstance instance;
    VkDevice device;
    VkQueue queue;
    struct VolkDeviceTable f;
    infer__vk_caps caps;
    VkPipelineLayout layout;
    VkPipelineCache cache;
    VkCommandPool pool;
    VkCommandBuffer once; /* for commands that are not kept */
    VkFence fence;
    infer__vk_buffer staging;
    uint64_t submits, buffers, pipelines; /* made so far: the tests count */
    uint64_t bytes;                       /* allocated now */
    bool lost;
} infer__vk;

typedef struct infer__spirv {
    const char *name;
    const uint32_t *code;
    size_t bytes;
} infer__spirv;
static const infer__spirv *infer__spirv_find(const char *name); /* in the tail; NULL: no such module */

static int infer__vk_fail(infer__vk *d, VkResult r, const char *what, infer_error *err) {
    int code = r == VK_ERROR_OUT_OF_HOST_MEMORY || r == VK_ERROR_OUT_OF_DEVICE_MEMORY ? INFER_ERROR_MEMORY
                                                                                      : INFER_ERROR_DEVICE;
    if (r == VK_ERROR_DEVICE_LOST) d->lost = true;
    return infer__fail(err, code, "%s: %s failed (VkResult %d)", d->caps.name, what, (int)r);
}

/* ---- devices ---- */

static bool infer__vk_has(const VkExtensionProperties *list, uint32_t n, const char *name) {
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(list[i].extensionName, name) == 0) return true;
    return false;
}

/* The features this file asks for; first the query's result, then what is turned on. */
typedef struct infer__vk_chain {
    VkPhysicalDeviceFeatures2 f2;
    VkPhysicalDeviceVulkan11Features f11;
    VkPhysicalDeviceVulkan12Features f12;
    VkPhysicalDeviceVulkan13Features f13;
    infer__vk_features cm, cm2;
} infer__vk_chain;

static void infer__vk_chain_up(infer__vk_chain *c, bool cm, bool cm2) {
    c->f2.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    c->f11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
    c->f12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    c->f13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
    c->cm.sType = INFER__VK_CM_FEATURES, c->cm2.sType = INFER__VK_CM2_FEATURES;
    c->f2.pNext = &c->f11, c->f11.pNext = &c->f12, c->f12.pNext = &c->f13;
    c->f13.pNext = cm ? (void *)&c->cm : NULL;
    c->cm.pNext = cm2 ? (void *)&c->cm2 : NULL;
}

/* Fills in caps and, for a usable device, the features and extensions to turn on. Returns NULL or why it is not usable. */
static const char *infer__vk_query(VkInstance instance, VkPhysicalDevice physical, infer__vk_caps *caps,
                                   infer__vk_chain *on, const char *extensions[4], uint32_t *n_extensions) {
    VkPhysicalDeviceProperties2 p2 = INFER__ZERO;
    VkPhysicalDeviceVulkan11Properties p11 = INFER__ZERO;
    VkPhysicalDeviceVulkan13Properties p13 = INFER__ZERO;
    VkPhysicalDeviceMaintenance3Properties p3 = INFER__ZERO;
    struct { /* properties of the maker's extension: both begin with counts of units */
        VkStructureType sType;
        void *pNext;
        uint32_t n[16];
    } maker = INFER__ZERO;
    VkQueueFamilyProperties families[16];
    VkExtensionProperties *list = NULL;
    uint32_t n = 0, n_families = 16;
    infer__vk_chain has = INFER__ZERO;
    memset(caps, 0, sizeof *caps);
    caps->physical = physical;
    vkGetPhysicalDeviceProperties(physical, &p2.properties);
    memcpy(caps->name, p2.properties.deviceName, sizeof caps->name);
    caps->vendor = p2.properties.vendorID, caps->device_id = p2.properties.deviceID;
    caps->driver = p2.properties.driverVersion, caps->api = p2.properties.apiVersion;
    caps->type = (int)p2.properties.deviceType;
    memcpy(caps->uuid, p2.properties.pipelineCacheUUID, VK_UUID_SIZE);
    vkGetPhysicalDeviceMemoryProperties(physical, &caps->heaps);
    for (uint32_t i = 0; i < caps->heaps.memoryHeapCount; i++)
        if (caps->heaps.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
            caps->memory = INFER__MAX(caps->memory, caps->heaps.memoryHeaps[i].size);
    caps->uma = caps->type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU || caps->type == VK_PHYSICAL_DEVICE_TYPE_CPU;
    if (caps->api < VK_API_VERSION_1_3) return "its driver is older than Vulkan 1.3";
    if (vkEnumerateDeviceExtensionProperties(physical, NULL, &n, NULL) != VK_SUCCESS) return "its driver fails";
    list = (VkExtensionProperties *)INFER_MALLOC((n + 1) * sizeof *list);
    if (!list) return "out of memory";
    vkEnumerateDeviceExtensionProperties(physical, NULL, &n, list);
    bool cm = infer__vk_has(list, n, "VK_KHR_cooperative_matrix");
    bool cm2 = cm && infer__vk_has(list, n, "VK_NV_cooperative_matrix2");
    bool nv = infer__vk_has(list, n, "VK_NV_shader_sm_builtins");
    bool amd = infer__vk_has(list, n, "VK_AMD_shader_core_properties");
    INFER_FREE(list);

    p2.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, p2.pNext = &p11;
    p11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, p11.pNext = &p13;
    p13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES, p13.pNext = &p3;
    p3.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES;
    maker.sType = nv ? INFER__VK_SM_PROPERTIES : INFER__VK_AMD_PROPERTIES;
    p3.pNext = nv || amd ? (void *)&maker : NULL;
    vkGetPhysicalDeviceProperties2(physical, &p2);
    infer__vk_chain_up(&has, cm, cm2);
    vkGetPhysicalDeviceFeatures2(physical, &has.f2);
    caps->subgroup = (int)p11.subgroupSize;
    caps->subgroup_min = (int)p13.minSubgroupSize, caps->subgroup_max = (int)p13.maxSubgroupSize;
    caps->sized = has.f13.subgroupSizeControl && (p13.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT);
    caps->full = has.f13.computeFullSubgroups;
    caps->shared_bytes = (int)INFER__MIN(p2.properties.limits.maxComputeSharedMemorySize, 1u << 20);
    caps->max_threads = (int)p2.properties.limits.maxComputeWorkGroupInvocations;
    caps->max_allocation = p3.maxMemoryAllocationSize;
    caps->cores = nv ? (int)maker.n[0] : amd ? (int)(maker.n[0] * maker.n[1] * maker.n[2]) : 0;
    caps->tick = p2.properties.limits.timestampPeriod;
    caps->f16 = has.f12.shaderFloat16, caps->int8 = has.f12.shaderInt8 && has.f12.storageBuffer8BitAccess;
    caps->dot = has.f13.shaderIntegerDotProduct;
    caps->dot_fast = caps->dot && p13.integerDotProduct4x8BitPackedSignedAccelerated;
    caps->memory_model = has.f12.vulkanMemoryModel && has.f12.vulkanMemoryModelDeviceScope;

    vkGetPhysicalDeviceQueueFamilyProperties(physical, &n_families, families);
    caps->family = UINT32_MAX;
    for (uint32_t i = 0; i < n_families;
         i++) { /* compute alone is better than beside graphics only for other programs */
        if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)) continue;
        if (caps->family == UINT32_MAX || (families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT)) caps->family = i;
    }
    if (caps->family == UINT32_MAX) return "it has no compute queue";
    if (!families[caps->family].timestampValidBits) caps->tick = 0;
    const VkSubgroupFeatureFlags subgroup = VK_SUBGROUP_FEATURE_BASIC_BIT | VK_SUBGROUP_FEATURE_VOTE_BIT |
                                            VK_SUBGROUP_FEATURE_ARITHMETIC_BIT | VK_SUBGROUP_FEATURE_BALLOT_BIT |
                                            VK_SUBGROUP_FEATURE_SHUFFLE_BIT;
    if (!has.f12.bufferDeviceAddress) return "no buffer device addresses";
    if (!has.f11.storageBuffer16BitAccess) return "no 16-bit storage";
    if (!has.f12.storageBuffer8BitAccess) return "no 8-bit storage";
    if (!has.f12.scalarBlockLayout) return "no scalar block layout";
    if (!has.f13.maintenance4) return "no maintenance4";
    if ((p11.subgroupSupportedOperations & subgroup) != subgroup ||
        !(p11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT))
        return "too few subgroup operations";
    if (p2.properties.limits.maxPushConstantsSize < sizeof(infer__vk_push)) return "too few push constants";

    if (cm && has.cm.bit[0]) {
        infer__vk_cm_shape shapes[64];
        memset(shapes, 0, sizeof shapes);
        for (int i = 0; i < 64; i++) shapes[i].sType = (VkStructureType)1000506002;
        infer__vk_get_shapes get =
            (infer__vk_get_shapes)vkGetInstanceProcAddr(instance, "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
        n = 64;
        if (get && get(physical, &n, shapes) >= 0)
            for (uint32_t i = 0; i < INFER__MIN(n, 64); i++) {
                const infer__vk_cm_shape *s = &shapes[i];
                if (s->scope != 3 || s->saturating) continue;
                if (s->a == 0 && s->b == 0 && s->c == 1 && s->result == 1 && !caps->cm_m)
                    caps->cm_m = (int)s->m, caps->cm_n = (int)s->n, caps->cm_k = (int)s->k;
                if (s->a == 3 && s->b == 3 && s->c == 5 && s->result == 5 && !caps->cmi_m)
                    caps->cmi_m = (int)s->m, caps->cmi_n = (int)s->n, caps->cmi_k = (int)s->k;
            }
        caps->cm1 = caps->cm_m && caps->f16 && caps->memory_model;
        caps->cm2 = caps->cm1 && cm2;
        for (int i = 0; i < 7; i++) caps->cm2 = caps->cm2 && has.cm2.bit[i];
    }

    memset(on, 0, sizeof *on);
    infer__vk_chain_up(on, caps->cm1, caps->cm2);
    on->f2.features.shaderInt16 = has.f2.features.shaderInt16;
    on->f2.features.shaderInt64 = has.f2.features.shaderInt64;
    on->f2.features.shaderFloat64 = has.f2.features.shaderFloat64;
    on->f11.storageBuffer16BitAccess = VK_TRUE;
    on->f12.storageBuffer8BitAccess = VK_TRUE, on->f12.shaderInt8 = has.f12.shaderInt8;
    on->f12.shaderFloat16 = has.f12.shaderFloat16;
    on->f12.bufferDeviceAddress = on->f12.scalarBlockLayout = VK_TRUE;
    on->f12.vulkanMemoryModel = has.f12.vulkanMemoryModel;
    on->f12.vulkanMemoryModelDeviceScope = has.f12.vulkanMemoryModelDeviceScope;
    on->f12.shaderSubgroupExtendedTypes = has.f12.shaderSubgroupExtendedTypes;
    on->f13.maintenance4 = VK_TRUE;
    on->f13.subgroupSizeControl = has.f13.subgroupSizeControl;
    on->f13.computeFullSubgroups = has.f13.computeFullSubgroups;
    on->f13.shaderIntegerDotProduct = has.f13.shaderIntegerDotProduct;
    on->cm.bit[0] = VK_TRUE;
    for (int i = 0; i < 7; i++) on->cm2.bit[i] = VK_TRUE;
    *n_extensions = 0;
    if (caps->cm1) extensions[(*n_extensions)++] = "VK_KHR_cooperative_matrix";
    if (caps->cm2) extensions[(*n_extensions)++] = "VK_NV_cooperative_matrix2";
    return NULL;
}

/* Loads the driver manager; NULL in *instance where there is none. */
static const char *infer__vk_start(VkInstance *instance) {
    VkApplicationInfo app = INFER__ZERO;
    VkInstanceCreateInfo info = INFER__ZERO;
    *instance = VK_NULL_HANDLE;
    if (volkInitialize() != VK_SUCCESS) return "no Vulkan loader (libvulkan) on this machine";
    if (volkGetInstanceVersion() < VK_API_VERSION_1_1) return "the Vulkan loader is too old";
    app.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
    app.pEngineName = "infer.h", app.apiVersion = VK_API_VERSION_1_3;
    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, info.pApplicationInfo = &app;
    if (vkCreateInstance(&info, NULL, instance) != VK_SUCCESS) return "no Vulkan driver on this machine";
    volkLoadInstanceOnly(*instance);
    return NULL;
}

static void infer__vk_free_buffer(infer__vk *d, infer__vk_buffer *b) {
    if (b->buffer) d->f.vkDestroyBuffer(d->device, b->buffer, NULL);
    if (b->memory) d->f.vkFreeMemory(d->device, b->memory, NULL), d->bytes -= b->size;
    memset(b, 0, sizeof *b);
}

static void infer__vk_close(infer__vk *d) {
    if (d->device) {
        d->f.vkDeviceWaitIdle(d->device);
        infer__vk_free_buffer(d, &d->staging);
        d->f.vkDestroyFence(d->device, d->fence, NULL);
        d->f.vkDestroyCommandPool(d->device, d->pool, NULL);
        d->f.vkDestroyPipelineCache(d->device, d->cache, NULL);
        d->f.vkDestroyPipelineLayout(d->device, d->layout, NULL);
        d->f.vkDestroyDevice(d->device, NULL);
    }
    if (d->instance) vkDestroyInstance(d->instance, NULL);
    memset(d, 0, sizeof *d);
}

/* A buffer with an address. Fails with INFER_ERROR_MEMORY where the device has no room. */
static int infer__vk_make_buffer(infer__vk *d, uint64_t size, int kind, infer__vk_buffer *b, infer_error *err) {
    static const VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
                                       host =
                                           VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    VkBufferCreateInfo info = INFER__ZERO;
    VkMemoryRequirements need;
    VkMemoryAllocateFlagsInfo flags = INFER__ZERO;
    VkMemoryAllocateInfo alloc = INFER__ZERO;
    VkBufferDeviceAddressInfo address = INFER__ZERO;
    memset(b, 0, sizeof *b);
    info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, info.size = INFER__MAX(size, 16);
    info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT |
                 VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    VkResult r = d->f.vkCreateBuffer(d->device, &info, NULL, &b->buffer);
    if (r != VK_SUCCESS) return infer__vk_fail(d, r, "vkCreateBuffer", err);
    d->f.vkGetBufferMemoryRequirements(d->device, b->buffer, &need);
    /* wanted, best first; device memory that the host can reach too is slow on some cards: not for weights */
    VkMemoryPropertyFlags want[3] = {local, local, 0}, avoid[3] = {host, 0, 0};
    if (kind == INFER__VK_DEVICE && d->caps.uma) want[0] = local | host, avoid[0] = 0;
    if (kind == INFER__VK_PARAMS) want[0] = local | host, want[1] = host, avoid[0] = 0, want[2] = host;
    if (kind == INFER__VK_HOST)
        want[0] = host | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, want[1] = want[2] = host, avoid[0] = 0;
    r = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO, flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    alloc.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, alloc.pNext = &flags, alloc.allocationSize = need.size;
    VkMemoryPropertyFlags got = 0;
    for (int w = 0; w < 3 && r != VK_SUCCESS; w++)
        for (uint32_t i = 0; i < d->caps.heaps.memoryTypeCount && r != VK_SUCCESS; i++) {
            got = d->caps.heaps.memoryTypes[i].propertyFlags;
            if (!(need.memoryTypeBits & 1u << i) || (got & want[w]) != want[w] || (got & avoid[w] & ~want[w])) continue;
            if (kind == INFER__VK_DEVICE && !(got & local)) continue;
            alloc.memoryTypeIndex = i;
            r = d->f.vkAllocateMemory(d->device, &alloc, NULL, &b->memory);
        }
    if (r == VK_SUCCESS) b->size = need.size, d->bytes += need.size, d->buffers++;
    if (r == VK_SUCCESS) r = d->f.vkBindBufferMemory(d->device, b->buffer, b->memory, 0);
    if (r == VK_SUCCESS && (got & host) == host && (kind != INFER__VK_DEVICE || d->caps.uma))
        r = d->f.vkMapMemory(d->device, b->memory, 0, VK_WHOLE_SIZE, 0, (void **)&b->map);
    if (r != VK_SUCCESS) {
        infer__vk_free_buffer(d, b);
        return infer__vk_fail(d, r, "allocating memory", err);
    }
    address.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, address.buffer = b->buffer;
    b->address = d->f.vkGetBufferDeviceAddress(d->device, &address);
    return INFER_OK;
}

/* Opens the index-th device: its logical device, queue, and what every pipeline and command needs. */
static int infer__vk_open(infer__vk *d, int index, infer_error *err) {
    VkPhysicalDevice list[16];
    uint32_t n = 16, n_extensions = 0;
    infer__vk_chain on;
    const char *extensions[4];
    memset(d, 0, sizeof *d);
    const char *why = infer__vk_start(&d->instance);
    VkResult r = why ? VK_SUCCESS : vkEnumeratePhysicalDevices(d->instance, &n, list);
    if (!why && (r < 0 || index < 0 || (uint32_t)index >= n)) why = "there is no such device";
    if (!why) why = infer__vk_query(d->instance, list[index], &d->caps, &on, extensions, &n_extensions);
    if (why) {
        int rc = infer__fail(err, INFER_ERROR_DEVICE, "vulkan:%d%s%s: %s", index, d->caps.name[0] ? " " : "",
                             d->caps.name, why);
        infer__vk_close(d);
        return rc;
    }
    float priority = 1;
    VkDeviceQueueCreateInfo queue = INFER__ZERO;
    VkDeviceCreateInfo info = INFER__ZERO;
    queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, queue.queueFamilyIndex = d->caps.family;
    queue.queueCount = 1, queue.pQueuePriorities = &priority;
    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, info.pNext = &on.f2;
    info.queueCreateInfoCount = 1, info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = n_extensions, info.ppEnabledExtensionNames = extensions;
    r = vkCreateDevice(d->caps.physical, &info, NULL, &d->device);
    if (r == VK_SUCCESS) {
        VkPushConstantRange range = INFER__ZERO;
        VkPipelineLayoutCreateInfo layout = INFER__ZERO;
        VkCommandPoolCreateInfo pool = INFER__ZERO;
        VkCommandBufferAllocateInfo once = INFER__ZERO;
        VkFenceCreateInfo fence = INFER__ZERO;
        volkLoadDeviceTable(&d->f, d->device);
        d->f.vkGetDeviceQueue(d->device, d->caps.family, 0, &d->queue);
        range.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT, range.size = sizeof(infer__vk_push);
        layout.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
        layout.pushConstantRangeCount = 1, layout.pPushConstantRanges = &range;
        pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO, pool.queueFamilyIndex = d->caps.family;
        pool.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
        once.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, once.commandBufferCount = 1;
        fence.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
        if ((r = d->f.vkCreatePipelineLayout(d->device, &layout, NULL, &d->layout)) == VK_SUCCESS &&
            (r = d->f.vkCreateCommandPool(d->device, &pool, NULL, &d->pool)) == VK_SUCCESS &&
            (r = d->f.vkCreateFence(d->device, &fence, NULL, &d->fence)) == VK_SUCCESS) {
            once.commandPool = d->pool;
            r = d->f.vkAllocateCommandBuffers(d->device, &once, &d->once);
        }
    }
    int rc = r == VK_SUCCESS ? INFER_OK : infer__vk_fail(d, r, "vkCreateDevice", err);
    if (rc) infer__vk_close(d);
    return rc;
}

/* ---- pipelines and commands ---- */

/* A compute pipeline; spec[i] is the constant of id i: 0 the workgroup's size, 1 the subgroup's (0: the device's own). */
static VkResult infer__vk_make_pipeline(const infer__vk *d, const infer__spirv *module, const uint32_t *spec,
                                        int n_spec, VkPipeline *out) {
    VkShaderModuleCreateInfo code = INFER__ZERO;
    VkComputePipelineCreateInfo info = INFER__ZERO;
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo size = INFER__ZERO;
    VkSpecializationMapEntry map[16];
    VkSpecializationInfo constants = INFER__ZERO;
    uint32_t values[16];
    VkShaderModule shader;
    n_spec = INFER__MIN(n_spec, 16);
    memcpy(values, spec, (size_t)n_spec * sizeof *values);
    if (!values[1]) values[1] = (uint32_t)d->caps.subgroup;
    for (uint32_t i = 0; i < (uint32_t)n_spec; i++) map[i].constantID = i, map[i].offset = i * 4, map[i].size = 4;
    constants.mapEntryCount = (uint32_t)n_spec, constants.pMapEntries = map;
    constants.dataSize = (size_t)n_spec * sizeof *values, constants.pData = values;
    code.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO, code.codeSize = module->bytes, code.pCode = module->code;
    VkResult r = d->f.vkCreateShaderModule(d->device, &code, NULL, &shader);
    if (r != VK_SUCCESS) return r;
    info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO, info.layout = d->layout;
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT, info.stage.module = shader, info.stage.pName = "main";
    info.stage.pSpecializationInfo = &constants;
    if (d->caps.sized) {
        size.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO;
        size.requiredSubgroupSize = values[1];
        info.stage.pNext = &size;
        if (d->caps.full && values[0] % values[1] == 0)
            info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT;
    }
    r = d->f.vkCreateComputePipelines(d->device, d->cache, 1, &info, NULL, out);
    d->f.vkDestroyShaderModule(d->device, shader, NULL);
    return r;
}

static VkResult infer__vk_begin(const infer__vk *d, VkCommandBuffer c, bool kept) {
    VkCommandBufferBeginInfo info = INFER__ZERO;
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    info.flags = kept ? 0 : VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    return d->f.vkBeginCommandBuffer(c, &info);
}

static void infer__vk_dispatch(const infer__vk *d, VkCommandBuffer c, VkPipeline pipeline, const infer__vk_push *push,
                               uint32_t x, uint32_t y, uint32_t z) {
    d->f.vkCmdBindPipeline(c, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
    d->f.vkCmdPushConstants(c, d->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof *push, push);
    d->f.vkCmdDispatch(c, x, y, z);
}

/* Everything before is finished and visible to everything after, the host included. */
static void infer__vk_barrier(const infer__vk *d, VkCommandBuffer c) {
    const VkPipelineStageFlags stages = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    VkMemoryBarrier b = INFER__ZERO;
    b.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    b.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    b.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                      VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
    d->f.vkCmdPipelineBarrier(c, stages, stages | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &b, 0, NULL, 0, NULL);
}

/* Submits finished commands and waits for them. */
static int infer__vk_run(infer__vk *d, VkCommandBuffer c, infer_error *err) {
    VkSubmitInfo info = INFER__ZERO;
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO, info.commandBufferCount = 1, info.pCommandBuffers = &c;
    VkResult r = d->f.vkResetFences(d->device, 1, &d->fence);
    if (r == VK_SUCCESS) r = d->f.vkQueueSubmit(d->queue, 1, &info, d->fence);
    d->submits++;
    if (r == VK_SUCCESS) r = d->f.vkWaitForFences(d->device, 1, &d->fence, VK_TRUE, UINT64_MAX);
    return r == VK_SUCCESS ? INFER_OK : infer__vk_fail(d, r, "running commands", err);
}

#define INFER__VK_STAGING ((uint64_t)16 << 20)

/* Copies between a device buffer and host memory, through staging where the host cannot reach it. */
static int infer__vk_copy(infer__vk *d, infer__vk_buffer *b, uint64_t at, void *host, uint64_t size, bool read,
                          infer_error *err) {
    uint8_t *p = (uint8_t *)host;
    if (b->map) {
        if (read) memcpy(p, b->map + at, size);
        else memcpy(b->map + at, p, size);
        return INFER_OK;
    }
    if (!d->staging.buffer) {
        int rc = infer__vk_make_buffer(d, INFER__VK_STAGING, INFER__VK_HOST, &d->staging, err);
        if (rc) return rc;
    }
    for (uint64_t done = 0, n; done < size; done += n) {
        VkBufferCopy region = INFER__ZERO;
        n = INFER__MIN(size - done, INFER__VK_STAGING);
        region.size = n, *(read ? &region.srcOffset : &region.dstOffset) = at + done;
        if (!read) memcpy(d->staging.map, p + done, n);
        VkResult r = infer__vk_begin(d, d->once, false);
        if (r == VK_SUCCESS) {
            infer__vk_barrier(d, d->once);
            d->f.vkCmdCopyBuffer(d->once, read ? b->buffer : d->staging.buffer, read ? d->staging.buffer : b->buffer, 1,
                                 &region);
            infer__vk_barrier(d, d->once);
            r = d->f.vkEndCommandBuffer(d->once);
        }
        int rc = r == VK_SUCCESS ? infer__vk_run(d, d->once, err) : infer__vk_fail(d, r, "recording a copy", err);
        if (rc) return rc;
        if (read) memcpy(p + done, d->staging.map, n);
    }
    return INFER_OK;
}
static int infer__vk_write(infer__vk *d, infer__vk_buffer *b, uint64_t at, const void *data, uint64_t size,
                           infer_error *err) {
    return infer__vk_copy(d, b, at, (void *)(uintptr_t)data, size, false, err);
}
static int infer__vk_read(infer__vk *d, infer__vk_buffer *b, uint64_t at, void *data, uint64_t size, infer_error *err) {
    return infer__vk_copy(d, b, at, data, size, true, err);
}

/* ---- devices and memory, as callers see them ---- */

/* Whether software, which is a CPU in disguise: used only where it is named. */
static bool infer__vk_software(const infer__vk_caps *c) { return c->type == VK_PHYSICAL_DEVICE_TYPE_CPU; }

static int infer__vk_list(infer_device *out, int max) {
    VkPhysicalDevice list[16];
    VkInstance instance;
    uint32_t n = 16, n_extensions;
    infer__vk_chain on;
    infer__vk_caps caps;
    const char *extensions[4];
    if (infer__vk_start(&instance)) return 0;
    if (vkEnumeratePhysicalDevices(instance, &n, list) < 0) n = 0;
    for (int i = 0; i < (int)n && i < max; i++) {
        infer_device *d = &out[i];
        memset(d, 0, sizeof *d);
        const char *why = infer__vk_query(instance, list[i], &caps, &on, extensions, &n_extensions);
        snprintf(d->id, sizeof d->id, "vulkan:%d", i);
        snprintf(d->name, sizeof d->name, "%s", caps.name);
        snprintf(d->reason, sizeof d->reason, "%s", why ? why : "");
        d->type = infer__vk_software(&caps) ? INFER_DEVICE_SOFTWARE
                  : caps.uma                ? INFER_DEVICE_INTEGRATED
                                            : INFER_DEVICE_GPU;
        d->memory = caps.memory, d->usable = !why;
    }
    vkDestroyInstance(instance, NULL);
    return (int)n;
}

/* Pieces of memory, packed into blocks no larger than the device allows. First every piece is sized, then all is made. */
typedef struct infer__vk_piece {
    uint64_t size, at; /* in its block */
    int block;
} infer__vk_piece;
#define INFER__VK_BLOCKS 128
typedef struct infer__vk_store {
    infer__vk_buffer block[INFER__VK_BLOCKS];
    int n;
} infer__vk_store;

static int infer__vk_make_store(infer__vk *d, infer__vk_piece *pieces, int n, infer__vk_store *s, infer_error *err) {
    const uint64_t limit = INFER__MIN(d->caps.max_allocation, (uint64_t)4 << 30);
    uint64_t used = 0;
    int from = 0, rc = INFER_OK;
    s->n = 0;
    for (int i = 0; i <= n && rc == INFER_OK; i++) {
        uint64_t size = i < n ? (pieces[i].size + 255) / 256 * 256 : 0;
        if (i == n || used + size > limit) {
            if (size > limit || s->n == INFER__VK_BLOCKS)
                return infer__fail(err, INFER_ERROR_MEMORY, "%s: no room for a tensor of %llu bytes", d->caps.name,
                                   (unsigned long long)size);
            if (i > from) rc = infer__vk_make_buffer(d, used, INFER__VK_DEVICE, &s->block[s->n], err), s->n += rc == 0;
            from = i, used = 0;
        }
        if (i < n) pieces[i].at = used, pieces[i].block = s->n, used += size;
    }
    return rc;
}
static void infer__vk_free_store(infer__vk *d, infer__vk_store *s) {
    while (s->n > 0) infer__vk_free_buffer(d, &s->block[--s->n]);
}
static uint64_t infer__vk_address(const infer__vk_store *s, const infer__vk_piece *p) {
    return s->block[p->block].address + p->at;
}

/* ---- a model's weights ---- */

/* Fields of a block in the order of their planes (shaders/quant.glsl): {offset in the block, bytes}. */
static const struct {
    int8_t type, n;
    uint8_t field[4][2];
} infer__vk_planes[] = {
    {INFER_TYPE_Q4_0, 2, {{2, 16}, {0, 2}}},
    {INFER_TYPE_Q4_1, 2, {{4, 16}, {0, 4}}},
    {INFER_TYPE_Q5_0, 3, {{6, 16}, {2, 4}, {0, 2}}},
    {INFER_TYPE_Q5_1, 3, {{8, 16}, {4, 4}, {0, 4}}},
    {INFER_TYPE_Q8_0, 2, {{2, 32}, {0, 2}}},
    {INFER_TYPE_Q2_K, 3, {{16, 64}, {0, 16}, {80, 4}}},
    {INFER_TYPE_Q3_K, 4, {{32, 64}, {0, 32}, {96, 12}, {108, 2}}},
    {INFER_TYPE_Q4_K, 2, {{16, 128}, {0, 16}}},
    {INFER_TYPE_Q5_K, 3, {{48, 128}, {16, 32}, {0, 16}}},
    {INFER_TYPE_Q6_K, 4, {{0, 128}, {128, 64}, {192, 16}, {208, 2}}},
};
static uint64_t infer__vk_stride(size_t row_bytes) { return ((uint64_t)row_bytes + 15) / 16 * 16; }

/* Row by row, field by field: what the file interleaves. */
static void infer__vk_repack(const infer__format *f, const uint8_t *from, uint8_t *to, size_t row_bytes, size_t rows) {
    size_t stride = (size_t)infer__vk_stride(row_bytes), bytes = (size_t)f->bytes, blocks = row_bytes / bytes;
    for (size_t i = 0; i < INFER__COUNT(infer__vk_planes); i++) {
        if (infer__vk_planes[i].type != f->type) continue;
        for (size_t r = 0; r < rows; r++) {
            uint8_t *out = to + r * stride;
            for (int k = 0; k < infer__vk_planes[i].n; k++) {
                const uint8_t *in = from + r * row_bytes + infer__vk_planes[i].field[k][0];
                size_t n = infer__vk_planes[i].field[k][1];
                for (size_t b = 0; b < blocks; b++, out += n, in += bytes) memcpy(out, in, n);
            }
        }
        return;
    }
    for (size_t r = 0; r < rows; r++) memcpy(to + r * stride, from + r * row_bytes, row_bytes);
}

typedef struct infer__vk_pipe {
    const infer__spirv *module;
    uint32_t spec[16];
    int n_spec;
    VkPipeline pipeline;
    VkResult result;
} infer__vk_pipe;
#define INFER__VK_PIPES 256

/* What a model keeps on its device. */
typedef struct infer__vk_model {
    infer__vk d;
    infer_allocator allocator;
    infer__vk_store store;
    infer__vk_piece *tensors; /* of the file; size 0: not here */
    uint32_t n_tensors;
    infer__vk_piece norms; /* of each layer: weights of the heads' norms, q's then k's */
    infer__vk_pipe pipes[INFER__VK_PIPES];
    int n_pipes, n_made;
    volatile int next;         /* pipeline to make */
    bool all_barriers, poison; /* for tests */
} infer__vk_model;

/* Where a weight that the plan points to is on the device; 0: nowhere. A row of a matrix starts every *stride bytes. */
static uint64_t infer__vk_weight(const infer__vk_model *g, const infer_model *m, const void *p, uint64_t *stride) {
    const uint8_t *at = (const uint8_t *)p;
    for (uint32_t i = 0; i < g->n_tensors && p; i++) {
        const infer__tensor *t = &m->gguf.tensors[i];
        if (!g->tensors[i].size || at < t->data || at >= t->data + t->bytes) continue;
        uint64_t offset = (uint64_t)(at - t->data), base = infer__vk_address(&g->store, &g->tensors[i]);
        if (t->dimensions < 2) return base + offset;
        size_t row = infer__row_bytes(t->format, (size_t)t->size[0]);
        if (stride) *stride = infer__vk_stride(row);
        return base + offset / row * infer__vk_stride(row);
    }
    return 0;
}

/* Fills the model's blocks: tensors in pieces of rows, through two halves of a staging buffer so that one is filled while
 * the other is copied; where the host can reach device memory, directly. */
static int infer__vk_upload(infer__vk_model *g, const infer_model *m, const infer_model_desc *desc, infer_error *err) {
    infer__vk *d = &g->d;
    const uint64_t half = (uint64_t)32 << 20;
    infer__vk_buffer staging = INFER__ZERO;
    VkCommandBuffer command[2] = {VK_NULL_HANDLE, VK_NULL_HANDLE};
    VkFence fence[2] = {VK_NULL_HANDLE, VK_NULL_HANDLE};
    uint64_t done = 0, total = 0;
    int rc = INFER_OK, turn = 0;
    VkResult r = VK_SUCCESS;
    for (uint32_t i = 0; i < g->n_tensors; i++) total += g->tensors[i].size;
    if (!g->store.n || !g->store.block[0].map) {
        VkCommandBufferAllocateInfo info = INFER__ZERO;
        VkFenceCreateInfo f = INFER__ZERO;
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, info.commandPool = d->pool;
        info.commandBufferCount = 2;
        f.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO, f.flags = VK_FENCE_CREATE_SIGNALED_BIT;
        rc = infer__vk_make_buffer(d, 2 * half, INFER__VK_HOST, &staging, err);
        if (rc == INFER_OK) r = d->f.vkAllocateCommandBuffers(d->device, &info, command);
        for (int i = 0; i < 2 && rc == INFER_OK && r == VK_SUCCESS; i++)
            r = d->f.vkCreateFence(d->device, &f, NULL, &fence[i]);
    }
    for (uint32_t i = 0; i < g->n_tensors && rc == INFER_OK && r == VK_SUCCESS; i++) {
        const infer__tensor *t = &m->gguf.tensors[i];
        infer__vk_piece *p = &g->tensors[i];
        infer__vk_buffer *block = &g->store.block[p->block];
        if (!p->size) continue;
        size_t row = t->dimensions < 2 ? (size_t)t->bytes : infer__row_bytes(t->format, (size_t)t->size[0]);
        size_t rows = (size_t)t->bytes / row, stride = (size_t)(t->dimensions < 2 ? row : infer__vk_stride(row));
        for (size_t at = 0, n; at < rows && rc == INFER_OK && r == VK_SUCCESS; at += n) {
            n = INFER__MIN(rows - at, INFER__MAX((size_t)half / stride, 1));
            uint8_t *to = block->map ? block->map + p->at + at * stride : staging.map + (uint64_t)turn * half;
            if (!block->map) {
                if (stride > half) { /* the arena of a model with rows of millions: not one that exists */
                    rc = infer__fail(err, INFER_ERROR_UNSUPPORTED, "%s: a row of %llu bytes", d->caps.name,
                                     (unsigned long long)stride);
                    break;
                }
                r = d->f.vkWaitForFences(d->device, 1, &fence[turn], VK_TRUE, UINT64_MAX);
            }
            if (t->dimensions < 2) memcpy(to, t->data, (size_t)t->bytes);
            else infer__vk_repack(t->format, t->data + at * row, to, row, n);
            if (!block->map && r == VK_SUCCESS) {
                VkBufferCopy region = INFER__ZERO;
                VkSubmitInfo submit = INFER__ZERO;
                region.srcOffset = (uint64_t)turn * half, region.dstOffset = p->at + at * stride;
                region.size = n * stride;
                submit.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO, submit.commandBufferCount = 1;
                submit.pCommandBuffers = &command[turn];
                if ((r = d->f.vkResetFences(d->device, 1, &fence[turn])) == VK_SUCCESS &&
                    (r = infer__vk_begin(d, command[turn], false)) == VK_SUCCESS) {
                    d->f.vkCmdCopyBuffer(command[turn], staging.buffer, block->buffer, 1, &region);
                    infer__vk_barrier(d, command[turn]);
                    if ((r = d->f.vkEndCommandBuffer(command[turn])) == VK_SUCCESS)
                        r = d->f.vkQueueSubmit(d->queue, 1, &submit, fence[turn]);
                }
                turn ^= 1;
            }
            done += n * stride;
            if (desc->progress && desc->progress(desc->progress_user_data, done, total))
                rc = infer__fail(err, INFER_ERROR_STATE, "%s: the upload was stopped", d->caps.name);
        }
    }
    if (d->f.vkDeviceWaitIdle(d->device) == VK_ERROR_DEVICE_LOST) r = VK_ERROR_DEVICE_LOST;
    for (int i = 0; i < 2; i++) d->f.vkDestroyFence(d->device, fence[i], NULL);
    if (command[0]) d->f.vkFreeCommandBuffers(d->device, d->pool, 2, command);
    infer__vk_free_buffer(d, &staging);
    return r == VK_SUCCESS || rc ? rc : infer__vk_fail(d, r, "uploading the weights", err);
}

/* Makes the pipelines that have been asked for, each thread the next that is left. */
static void infer__vk_make_pipes(void *arg, int thread, int threads) {
    infer__vk_model *g = (infer__vk_model *)arg;
    (void)thread, (void)threads;
    for (int i; (i = infer__atomic_add(&g->next, 1)) < g->n_pipes;) {
        infer__vk_pipe *p = &g->pipes[i];
        p->result = infer__vk_make_pipeline(&g->d, p->module, p->spec, p->n_spec, &p->pipeline);
    }
}
static int infer__vk_finish_pipes(infer__vk_model *g, infer_model *m, infer_error *err) {
    infer__atomic_store(&g->next, g->n_made);
    infer__pool_run(&m->pool, infer__vk_make_pipes, g, g->n_pipes == g->n_made);
    for (int i = g->n_made; i < g->n_pipes; i++) {
        if (g->pipes[i].result == VK_SUCCESS) continue;
        VkResult r = g->pipes[i].result;
        infer__fail(err, INFER_OK, "%s", g->pipes[i].module->name);
        for (int j = g->n_made; j < g->n_pipes; j++)
            if (g->pipes[j].result == VK_SUCCESS) g->d.f.vkDestroyPipeline(g->d.device, g->pipes[j].pipeline, NULL);
        const char *name = g->pipes[i].module->name;
        g->n_pipes = g->n_made;
        return infer__vk_fail(&g->d, r, name, err);
    }
    g->d.pipelines += (uint64_t)(g->n_pipes - g->n_made);
    g->n_made = g->n_pipes;
    return INFER_OK;
}

/* ---- recording ---- */

enum { INFER__VK_NONE, INFER__VK_ONE, INFER__VK_ALL }; /* tokens that give logits */

/* Commands of the plan for up to `capacity` tokens; long ones are cut in several so that no watchdog is woken. */
#define INFER__VK_CUTS 64
typedef struct infer__vk_recording {
    int capacity, wanted, n, levels;
    VkCommandBuffer command[INFER__VK_CUTS];
} infer__vk_recording;
#define INFER__VK_RECORDINGS 20

typedef struct infer__vk_session {
    infer__vk_model *g;
    infer__vk_store store;
    infer__vk_piece *pieces; /* act, logits, partials, counters, then each layer's k and v */
    int n_pieces;
    infer__vk_buffer params, result;        /* written, read by the host */
    uint64_t tokens_at, angles_at[2], x_at; /* in params */
    int logit_rows, splits;
    infer__vk_recording recordings[INFER__VK_RECORDINGS];
    int n_recordings;
    VkQueryPool queries;
} infer__vk_session;

typedef struct infer__vk_range {
    uint64_t from, to;
    bool write;
} infer__vk_range;

/* Turns operations into dispatches. The ranges that a dispatch reads and writes decide where barriers are. */
typedef struct infer__vk_rec {
    infer__vk_session *v;
    infer__vk_model *g;
    const infer_session *s;
    VkCommandBuffer c; /* NULL: only collects the pipelines */
    int capacity, wanted, levels, rc;
    infer_error *err;
    infer__vk_push push;
    infer__vk_range range[16], seen[64];
    int n_range, n_seen;
} infer__vk_rec;

static uint64_t infer__vk_at(const infer__vk_session *v, int piece) {
    return v->store.n ? infer__vk_address(&v->store, &v->pieces[piece]) : 0;
}
/* Operand `slot` of the next dispatch is `bytes` at `address`. */
static void infer__vk_use(infer__vk_rec *r, int slot, uint64_t address, uint64_t bytes, bool write) {
    infer__vk_range *a = &r->range[r->n_range++];
    r->push.p[slot] = address;
    a->from = address, a->to = address + bytes, a->write = write;
}
/* The rows of an activation. */
static void infer__vk_use_val(infer__vk_rec *r, int slot, infer__val v, bool write) {
    uint64_t bytes = (uint64_t)r->capacity * (uint64_t)v.width * sizeof(float);
    infer__vk_use(r, slot, infer__vk_at(r->v, 0) + v.at, bytes, write);
}
static void infer__vk_use_weight(infer__vk_rec *r, int slot, const void *p, uint64_t *stride) {
    r->push.p[slot] = infer__vk_weight(r->g, r->s->model, p, stride);
}

static int infer__vk_pipe_of(infer__vk_rec *r, const char *module, const uint32_t *spec, int n_spec) {
    infer__vk_model *g = r->g;
    const infer__spirv *code = infer__spirv_find(module);
    for (int i = 0; i < g->n_pipes; i++)
        if (g->pipes[i].module == code && memcmp(g->pipes[i].spec, spec, (size_t)n_spec * sizeof *spec) == 0) return i;
    if (!code || g->n_pipes == INFER__VK_PIPES || r->c)
        return r->rc = infer__fail(r->err, INFER_ERROR_DEVICE, "%s: no shader %s for it", g->d.caps.name, module), -1;
    infer__vk_pipe *p = &g->pipes[g->n_pipes];
    memset(p, 0, sizeof *p);
    p->module = code, p->n_spec = n_spec;
    memcpy(p->spec, spec, (size_t)n_spec * sizeof *spec);
    return g->n_pipes++;
}

/* One dispatch of what has been laid out in push and range. */
static void infer__vk_emit(infer__vk_rec *r, const char *module, const uint32_t *spec, int n_spec, int x, int y,
                           int z) {
    int pipe = r->rc ? -1 : infer__vk_pipe_of(r, module, spec, n_spec);
    if (pipe >= 0 && r->c && x > 0 && y > 0 && z > 0) {
        bool clash = (r->g->all_barriers && r->n_seen) || r->n_seen + r->n_range > (int)INFER__COUNT(r->seen);
        for (int i = 0; i < r->n_range; i++)
            for (int j = 0; j < r->n_seen; j++)
                clash = clash || (r->range[i].from < r->seen[j].to && r->seen[j].from < r->range[i].to &&
                                  (r->range[i].write || r->seen[j].write));
        if (clash) infer__vk_barrier(&r->g->d, r->c), r->n_seen = 0, r->levels++;
        memcpy(r->seen + r->n_seen, r->range, (size_t)r->n_range * sizeof *r->range);
        r->n_seen += r->n_range;
        r->push.p[0] = r->v->params.address;
        infer__vk_dispatch(&r->g->d, r->c, r->g->pipes[pipe].pipeline, &r->push, (uint32_t)x, (uint32_t)y, (uint32_t)z);
    }
    memset(&r->push, 0, sizeof r->push);
    r->n_range = 0;
}

static uint32_t infer__vk_ceil(int a, int b) { return (uint32_t)((a + b - 1) / b); }

static void infer__vk_embed(infer__vk_rec *r, const infer__op *op) {
    const infer__matrix *e = &r->s->model->embed;
    uint64_t stride = 0;
    const uint32_t spec[3] = {64, 0, (uint32_t)e->format->type};
    infer__vk_use_weight(r, 1, e->data, &stride);
    infer__vk_use_val(r, 2, op->out[0], true);
    r->push.i[0] = e->columns, r->push.i[1] = (int32_t)stride, r->push.i[2] = op->out[0].width;
    r->push.f[0] = r->s->model->hyper.embed_scale * e->scale;
    infer__vk_emit(r, "embed", spec, 3, (int)infer__vk_ceil(e->columns, 16 * 64), r->capacity, 1);
}

/* Rows for one token in ROWS x COLS workgroups each; see shaders/gemm.glsl. */
static void infer__vk_matmul(infer__vk_rec *r, const infer__op *op) {
    const infer_model *m = r->s->model;
    bool logits = op->epilogue == INFER__LOGITS, glu = op->epilogue == INFER__GLU;
    int tokens = op->tail || logits ? (r->wanted == INFER__VK_ONE    ? 1
                                       : r->wanted == INFER__VK_NONE ? 0
                                                                     : r->capacity)
                                    : r->capacity;
    if (logits) tokens = INFER__MIN(tokens, r->v->logit_rows);
    for (int i = 0; i < op->n_w - glu; i++) {
        const infer__matrix *w = op->w[i];
        uint64_t stride = 0;
        int cols = tokens <= 1 ? 1 : 4, rows = 2;
        const uint32_t spec[11] = {64,
                                   0,
                                   (uint32_t)w->format->type,
                                   0,
                                   (uint32_t)rows,
                                   (uint32_t)cols,
                                   op->in.norm != NULL,
                                   (uint32_t)(logits ? 3 : op->epilogue),
                                   m->family->traits & INFER__GELU_GATE ? 1u : 0u,
                                   w->bias || (glu && op->w[1]->bias),
                                   0};
        infer__vk_use_val(r, 1, op->in, false);
        infer__vk_use_weight(r, 2, w->data, &stride);
        if (glu) infer__vk_use_weight(r, 3, op->w[1]->data, NULL);
        if (logits) {
            uint64_t bytes = (uint64_t)tokens * (uint64_t)w->rows * sizeof(float);
            infer__vk_use(r, 4, infer__vk_at(r->v, 1), bytes, true);
        } else infer__vk_use_val(r, 4, op->out[i], true);
        infer__vk_use_weight(r, 5, op->in.norm, NULL);
        infer__vk_use_weight(r, 6, w->bias, NULL);
        if (glu) infer__vk_use_weight(r, 7, op->w[1]->bias, NULL);
        r->push.i[0] = w->columns, r->push.i[1] = w->rows, r->push.i[2] = (int32_t)stride;
        r->push.i[3] = op->in.width, r->push.i[4] = logits ? w->rows : op->out[i].width;
        r->push.i[5] = op->tail || logits;
        r->push.f[0] = w->scale, r->push.f[1] = glu ? op->w[1]->scale : 1.0f;
        r->push.f[2] = m->hyper.eps, r->push.f[3] = m->hyper.final_softcap;
        int wide = (int)infer__vk_ceil(w->rows, rows), deep = (int)infer__vk_ceil(wide, 65535);
        infer__vk_emit(r, "mv", spec, 11, (int)infer__vk_ceil(wide, deep), (int)infer__vk_ceil(tokens, cols), deep);
    }
}

static uint64_t infer__vk_cache_bytes(const infer__cache *c, const infer__layer *l, int which) {
    return (uint64_t)l->kv_heads * (uint64_t)c->capacity * (which ? c->v_bytes : c->k_bytes);
}
enum { INFER__VK_ACT, INFER__VK_LOGITS, INFER__VK_PARTIALS, INFER__VK_COUNTERS, INFER__VK_CACHE };

static void infer__vk_rope(infer__vk_rec *r, const infer__op *op) {
    const infer_model *m = r->s->model;
    const infer__hyper *h = &m->hyper;
    const infer__layer *l = &m->layers[op->layer];
    const infer__cache *c = &r->s->plan.caches[op->layer];
    int first = r->s->plan.gpu_from;
    const uint32_t spec[4] = {64, 0, (uint32_t)r->s->kv->type, m->family->traits & INFER__ROPE_NEOX ? 2u : 1u};
    for (int i = 0; i < 3; i++) infer__vk_use_val(r, 1 + i, op->out[i], true);
    for (int i = 0; i < 2; i++)
        infer__vk_use(r, 4 + i, infer__vk_at(r->v, INFER__VK_CACHE + 2 * (op->layer - first) + i),
                      infer__vk_cache_bytes(c, l, i), true);
    r->push.p[6] = r->v->params.address + r->v->angles_at[op->local];
    if (r->g->store.n)
        r->push.p[7] =
            infer__vk_address(&r->g->store, &r->g->norms) + (uint64_t)op->layer * 2 * (uint64_t)h->key_length * 4;
    const int32_t i[10] = {l->heads,
                           l->kv_heads,
                           h->key_length,
                           h->value_length,
                           h->rope_length,
                           c->capacity,
                           (op->q_norm ? 1 : 0) | (op->k_norm ? 2 : 0),
                           op->out[0].width,
                           op->out[1].width,
                           op->out[2].width};
    memcpy(r->push.i, i, sizeof i);
    r->push.f[0] = h->eps;
    infer__vk_emit(r, "rope_kv", spec, 4, l->heads + 2 * l->kv_heads, r->capacity, 1);
}

static void infer__vk_attend(infer__vk_rec *r, const infer__op *op) {
    const infer_model *m = r->s->model;
    const infer__hyper *h = &m->hyper;
    const infer__layer *l = &m->layers[op->layer];
    const infer__cache *c = &r->s->plan.caches[op->layer];
    int first = r->s->plan.gpu_from, group = l->heads / l->kv_heads, dk = h->key_length, dv = h->value_length;
    infer__vk_use_val(r, 1, op->in, false);
    for (int i = 0; i < 2; i++)
        infer__vk_use(r, 2 + i, infer__vk_at(r->v, INFER__VK_CACHE + 2 * (op->layer - first) + i),
                      infer__vk_cache_bytes(c, l, i), false);
    infer__vk_use_val(r, 4, op->out[0], true);
    const int32_t i[9] = {l->heads,     l->kv_heads, c->capacity,      l->window, 1 | (op->tail ? 2 : 0),
                          op->in.width, dk,          op->out[0].width, dv};
    memcpy(r->push.i, i, sizeof i);
    r->push.f[0] = h->attention_scale, r->push.f[1] = h->softcap;
    if (r->capacity == 1) {
        uint32_t rows = (uint32_t)INFER__MIN(group, 4);
        const uint32_t spec[9] = {128, 0, (uint32_t)r->s->kv->type, (uint32_t)dk, (uint32_t)dv, 0, rows, 8, 2};
        infer__vk_use(r, 6, infer__vk_at(r->v, INFER__VK_PARTIALS), r->v->pieces[INFER__VK_PARTIALS].size, true);
        infer__vk_use(r, 7, infer__vk_at(r->v, INFER__VK_COUNTERS), r->v->pieces[INFER__VK_COUNTERS].size, true);
        r->push.i[10] = r->v->splits;
        infer__vk_emit(r, "fa_dec", spec, 9, r->v->splits, l->kv_heads * (int)infer__vk_ceil(group, (int)rows), 1);
        return;
    }
    const uint32_t spec[7] = {64, 0, (uint32_t)r->s->kv->type, (uint32_t)dk, (uint32_t)dv, 0, 16};
    infer__vk_emit(r, "fa_f", spec, 7, (int)infer__vk_ceil(r->capacity * group, 16), l->kv_heads, 1);
}

static void infer__vk_addnorm(infer__vk_rec *r, const infer__op *op) {
    const uint32_t spec[4] = {128, 0, 0, 1};
    infer__vk_use_val(r, 1, op->in, false);
    infer__vk_use_weight(r, 2, op->in.norm, NULL);
    infer__vk_use_val(r, 4, op->out[0], true);
    r->push.i[0] = r->push.i[1] = op->in.width, r->push.i[2] = op->out[0].width, r->push.i[3] = op->tail;
    r->push.f[0] = r->s->model->hyper.eps;
    infer__vk_emit(r, "norm", spec, 4, r->capacity, 1, 1);
}

static void infer__vk_op(infer__vk_rec *r, const infer__op *op) {
    switch (op->kind) {
    case INFER__OP_ANGLES: break; /* the host's, in double */
    case INFER__OP_EMBED: infer__vk_embed(r, op); break;
    case INFER__OP_MATMUL: infer__vk_matmul(r, op); break;
    case INFER__OP_ROPE: infer__vk_rope(r, op); break;
    case INFER__OP_ATTEND: infer__vk_attend(r, op); break;
    case INFER__OP_ADDNORM: infer__vk_addnorm(r, op); break;
    }
}

/* Why this model cannot run on the GPU, or NULL: all that the shaders leave out is said here. */
static const char *infer__vk_missing(const infer_model *m, const infer__op *op) {
    const infer__hyper *h = &m->hyper;
    if (op->kind > INFER__OP_ADDNORM) return op->name;
    for (int i = 0; i < op->n_w; i++) {
        bool known = op->w[i]->format->block == 1;
        for (size_t j = 0; j < INFER__COUNT(infer__vk_planes); j++)
            known = known || infer__vk_planes[j].type == op->w[i]->format->type;
        if (!known) return op->w[i]->format->name;
    }
    if (h->key_length % 4 || h->value_length % 4 || h->key_length > 1024) return "this head size";
    return NULL;
}

#define INFER__VK_RING 16 /* chosen tokens that the result holds */

/* The choice of a token: the likeliest, into the result and the next batch's parameters. */
static void infer__vk_choose(infer__vk_rec *r) {
    const uint32_t spec[2] = {256, 0};
    int vocabulary = r->s->model->hyper.vocabulary;
    infer__vk_use(r, 1, infer__vk_at(r->v, INFER__VK_LOGITS), (uint64_t)vocabulary * 4, false);
    infer__vk_use(r, 2, r->v->params.address, 32, true);
    infer__vk_use(r, 3, r->v->result.address, INFER__VK_RING * 4, true);
    infer__vk_use(r, 4, infer__vk_at(r->v, INFER__VK_PARTIALS), r->v->pieces[INFER__VK_PARTIALS].size, true);
    infer__vk_use(r, 5, infer__vk_at(r->v, INFER__VK_COUNTERS), r->v->pieces[INFER__VK_COUNTERS].size, true);
    r->push.i[0] = r->push.i[1] = vocabulary, r->push.i[2] = INFER__VK_RING;
    infer__vk_emit(r, "argmax", spec, 2, INFER__MIN((int)infer__vk_ceil(vocabulary, 4096), 64), 1, 1);
}

static void infer__vk_fill(infer__vk_rec *r, int piece) {
    const infer__vk_piece *p = &r->v->pieces[piece];
    r->g->d.f.vkCmdFillBuffer(r->c, r->v->store.block[p->block].buffer, p->at, (p->size + 3) / 4 * 4, 0xffffffffu);
}

/* Records [from, to) of the plan's operations into c. */
static void infer__vk_record(infer__vk_rec *r, int from, int to) {
    const infer__plan *p = &r->s->plan;
    const infer__op *first = &p->ops[r->s->gpu_op];
    if (r->c && from == r->s->gpu_op) {
        if (r->g->poison) {
            infer__vk_fill(r, INFER__VK_ACT), infer__vk_fill(r, INFER__VK_LOGITS),
                infer__vk_fill(r, INFER__VK_PARTIALS);
            infer__vk_barrier(&r->g->d, r->c);
        }
        if (first->layer >= 0) { /* x from the layers on the CPU */
            const infer__vk_piece *act = &r->v->pieces[INFER__VK_ACT];
            VkBufferCopy region = INFER__ZERO;
            region.srcOffset = r->v->x_at, region.dstOffset = act->at + first->in.at;
            region.size = (uint64_t)r->capacity * (uint64_t)first->in.width * sizeof(float);
            r->g->d.f.vkCmdCopyBuffer(r->c, r->v->params.buffer, r->v->store.block[act->block].buffer, 1, &region);
            infer__vk_barrier(&r->g->d, r->c);
        }
    }
    for (int i = from; i < to && !r->rc; i++) {
        bool skip = (p->ops[i].tail || p->ops[i].epilogue == INFER__LOGITS) && r->wanted == INFER__VK_NONE;
        if (!skip) infer__vk_op(r, &p->ops[i]);
    }
    if (to == p->n_ops && r->wanted == INFER__VK_ONE && !r->rc) infer__vk_choose(r);
}

/* How many tokens a recording is made for: a few sizes. */
static int infer__vk_capacity(const infer_session *s, int n) {
    for (int c = 1; c < s->batch; c *= 8)
        if (n <= c) return c;
    return s->batch;
}

static void infer__vk_rec_start(infer__vk_rec *r, const infer_session *s, int capacity, int wanted, infer_error *err) {
    memset(r, 0, sizeof *r);
    r->s = s, r->v = s->gpu, r->g = s->gpu->g, r->capacity = capacity, r->wanted = wanted, r->err = err;
}

/* The recording for n tokens, made when it is first needed; NULL after a failure. */
static infer__vk_recording *infer__vk_recorded(infer_session *s, int n, int wanted, infer_error *err) {
    infer__vk_session *v = s->gpu;
    infer__vk *d = &v->g->d;
    int capacity = infer__vk_capacity(s, n), cuts = 1, ops = s->plan.n_ops - s->gpu_op;
    for (int i = 0; i < v->n_recordings; i++)
        if (v->recordings[i].capacity == capacity && v->recordings[i].wanted == wanted) return &v->recordings[i];
    infer__vk_recording *w = &v->recordings[v->n_recordings];
    double flops = 2.0 * (double)s->model->parameters * capacity;
    double most = d->caps.type == VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU ? 2e12 : 5e10;
    if (capacity > 1 && flops > most) cuts = (int)INFER__MIN(flops / most + 1, INFER__VK_CUTS);
    cuts = INFER__MIN(cuts, ops);
    VkCommandBufferAllocateInfo info = INFER__ZERO;
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, info.commandPool = d->pool;
    info.commandBufferCount = (uint32_t)cuts;
    VkResult r = v->n_recordings < INFER__VK_RECORDINGS ? d->f.vkAllocateCommandBuffers(d->device, &info, w->command)
                                                        : VK_ERROR_OUT_OF_HOST_MEMORY;
    if (r != VK_SUCCESS) {
        infer__vk_fail(d, r, "vkAllocateCommandBuffers", err);
        return NULL;
    }
    infer__vk_rec rec;
    infer__vk_rec_start(&rec, s, capacity, wanted, err);
    for (int i = 0; i < cuts && !rec.rc; i++) {
        rec.c = w->command[i];
        if ((r = infer__vk_begin(d, rec.c, true)) != VK_SUCCESS) rec.rc = infer__vk_fail(d, r, "recording", err);
        infer__vk_barrier(d, rec.c); /* what the last submission wrote */
        rec.n_seen = 0;
        infer__vk_record(&rec, s->gpu_op + (int)((int64_t)ops * i / cuts),
                         s->gpu_op + (int)((int64_t)ops * (i + 1) / cuts));
        if (i == cuts - 1) infer__vk_barrier(d, rec.c);
        if ((r = d->f.vkEndCommandBuffer(rec.c)) != VK_SUCCESS) rec.rc = infer__vk_fail(d, r, "recording", err);
    }
    if (rec.rc) {
        d->f.vkFreeCommandBuffers(d->device, d->pool, (uint32_t)cuts, w->command);
        return NULL;
    }
    w->capacity = capacity, w->wanted = wanted, w->n = cuts, w->levels = rec.levels + 1;
    v->n_recordings++;
    return w;
}

/* ---- sessions ---- */

static void infer__gpu_end(infer_session *s) {
    infer__vk_session *v = s->gpu;
    if (!v) return;
    infer__vk *d = &v->g->d;
    infer_allocator a = s->allocator;
    d->f.vkDeviceWaitIdle(d->device);
    for (int i = 0; i < v->n_recordings; i++)
        d->f.vkFreeCommandBuffers(d->device, d->pool, (uint32_t)v->recordings[i].n, v->recordings[i].command);
    if (v->queries) d->f.vkDestroyQueryPool(d->device, v->queries, NULL);
    infer__vk_free_buffer(d, &v->params), infer__vk_free_buffer(d, &v->result);
    infer__vk_free_store(d, &v->store);
    infer__free(&a, v->pieces, (size_t)v->n_pieces * sizeof *v->pieces);
    infer__free(&a, v, sizeof *v);
    s->gpu = NULL;
}

/* Sizes of what a session keeps on the device. */
static void infer__vk_sizes(const infer_session *s, infer__vk_session *v, infer__vk_piece *pieces) {
    const infer_model *m = s->model;
    const infer__hyper *h = &m->hyper;
    int first = s->plan.gpu_from, most = 1;
    uint64_t partial = 0;
    v->splits = INFER__MAX(1, INFER__MIN(64, s->context / 64));
    for (int i = first; i < h->layers; i++) {
        const infer__layer *l = &m->layers[i];
        int rows = INFER__MIN(l->heads / l->kv_heads, 4),
            places = l->kv_heads * (int)infer__vk_ceil(l->heads / l->kv_heads, rows);
        most = INFER__MAX(most, places);
        partial = INFER__MAX(partial, (uint64_t)places * (uint64_t)rows * (uint64_t)v->splits *
                                          (uint64_t)(h->value_length + 2) * 4);
        for (int k = 0; k < 2; k++)
            pieces[INFER__VK_CACHE + 2 * (i - first) + k].size = infer__vk_cache_bytes(&s->plan.caches[i], l, k);
    }
    uint64_t row = (uint64_t)h->vocabulary * sizeof(float), rows = ((uint64_t)64 << 20) / row;
    v->logit_rows = (int)INFER__MIN(INFER__MAX(rows, 1), (uint64_t)s->batch);
    pieces[INFER__VK_ACT].size = s->plan.normed;
    pieces[INFER__VK_LOGITS].size = row * (uint64_t)v->logit_rows;
    pieces[INFER__VK_PARTIALS].size = INFER__MAX(partial, 64 * 8);
    pieces[INFER__VK_COUNTERS].size = (uint64_t)most * 4;
}

static int infer__gpu_begin(infer_session *s, infer_error *err) {
    infer__vk_model *g = s->model->gpu;
    const infer__hyper *h = &s->model->hyper;
    if (!g || s->plan.gpu_from == h->layers) return INFER_OK;
    infer__vk *d = &g->d;
    infer__vk_session *v = (infer__vk_session *)infer__alloc(&s->allocator, sizeof *v);
    int n = INFER__VK_CACHE + 2 * (h->layers - s->plan.gpu_from), rc;
    infer__vk_piece *pieces = (infer__vk_piece *)infer__alloc(&s->allocator, (size_t)n * sizeof *pieces);
    if (!v || !pieces) {
        infer__free(&s->allocator, v, sizeof *v), infer__free(&s->allocator, pieces, (size_t)n * sizeof *pieces);
        return infer__fail(err, INFER_ERROR_MEMORY, "out of memory for a session");
    }
    memset(v, 0, sizeof *v), memset(pieces, 0, (size_t)n * sizeof *pieces);
    v->g = g, v->pieces = pieces, v->n_pieces = n, s->gpu = v;
    int first = s->plan.gpu_from;
    while (first > 0 && s->plan.ops[s->gpu_op].layer < first) s->gpu_op++;
    infer__vk_sizes(s, v, pieces);
    uint64_t angles = ((uint64_t)s->batch * (uint64_t)h->rope_length * 4 + 255) / 256 * 256;
    v->tokens_at = 16, v->angles_at[0] = (16 + (uint64_t)s->batch * 4 + 255) / 256 * 256;
    v->angles_at[1] = v->angles_at[0] + angles, v->x_at = v->angles_at[1] + angles;
    uint64_t x = first ? (uint64_t)s->batch * (uint64_t)h->embedding * 4 : 0;
    infer__mutex_lock(&s->model->pool.turn);
    if ((rc = infer__vk_make_store(d, pieces, n, &v->store, err)) == INFER_OK &&
        (rc = infer__vk_make_buffer(d, v->x_at + x, INFER__VK_PARAMS, &v->params, err)) == INFER_OK &&
        (rc = infer__vk_make_buffer(d, INFER__VK_RING * 4, INFER__VK_HOST, &v->result, err)) == INFER_OK) {
        infer__vk_rec r;
        for (int c = 0; c < 4 && rc == INFER_OK; c++) { /* every pipeline that any recording will want */
            infer__vk_rec_start(&r, s, infer__vk_capacity(s, c < 2 ? 1 : 2), c % 2 ? INFER__VK_ALL : INFER__VK_ONE,
                                err);
            infer__vk_record(&r, s->gpu_op, s->plan.n_ops);
            rc = r.rc;
        }
        if (rc == INFER_OK) rc = infer__vk_finish_pipes(g, s->model, err);
    }
    if (rc == INFER_OK) { /* counters start at zero */
        const infer__vk_piece *p = &pieces[INFER__VK_COUNTERS];
        VkResult r = infer__vk_begin(d, d->once, false);
        for (int i = 0; i < v->store.n; i++)
            d->f.vkCmdFillBuffer(d->once, v->store.block[i].buffer, 0, VK_WHOLE_SIZE, 0);
        (void)p;
        if (r == VK_SUCCESS) r = d->f.vkEndCommandBuffer(d->once);
        rc = r == VK_SUCCESS ? infer__vk_run(d, d->once, err) : infer__vk_fail(d, r, "clearing memory", err);
    }
    if (rc) infer__gpu_end(s);
    infer__mutex_unlock(&s->model->pool.turn);
    return rc;
}

/* The host's part of a batch: what the shaders read of it. */
static void infer__vk_prepare(const infer__walk *w) {
    infer__vk_session *v = w->s->gpu;
    const infer__hyper *h = &w->m->hyper;
    int32_t *params = (int32_t *)(void *)v->params.map;
    params[0] = w->position, params[1] = w->n, params[2] = w->wanted, params[3] = 0;
    memcpy(params + 4, w->tokens, (size_t)w->n * sizeof *w->tokens);
    for (int i = 0; i < 2; i++)
        for (int t = 0; t < w->n && (!i || w->p->angles[1] != w->p->angles[0]); t++)
            infer__angles(w->p, i, h->rope_length, w->position + t,
                          (float *)(void *)(v->params.map + v->angles_at[i]) + (size_t)t * (size_t)h->rope_length);
    if (w->s->gpu_op) {
        infer__val x = w->p->ops[w->s->gpu_op].in;
        memcpy(v->params.map + v->x_at, w->act + x.at, (size_t)w->n * (size_t)x.width * sizeof(float));
    }
}

/* Operation by operation, each waited for and its results copied to the host for whoever traces. */
static int infer__vk_traced(infer__walk *w, int wanted, infer_error *err) {
    infer__vk_session *v = w->s->gpu;
    infer__vk *d = &v->g->d;
    infer__vk_rec r;
    infer__vk_rec_start(&r, w->s, infer__vk_capacity(w->s, w->n), wanted, err);
    for (int i = w->s->gpu_op; i < w->p->n_ops && !r.rc; i++) {
        const infer__op *op = &w->p->ops[i];
        infer__vk_piece *act = &v->pieces[INFER__VK_ACT], *logits = &v->pieces[INFER__VK_LOGITS];
        VkResult result = infer__vk_begin(d, d->once, false);
        r.c = d->once, r.n_seen = 0;
        infer__vk_record(&r, i, i + 1);
        infer__vk_barrier(d, d->once);
        if (result == VK_SUCCESS) result = d->f.vkEndCommandBuffer(d->once);
        if (result != VK_SUCCESS) r.rc = infer__vk_fail(d, result, "recording", err);
        double start = infer_seconds();
        if (!r.rc) r.rc = infer__vk_run(d, d->once, err);
        if (w->profiled && !r.rc) infer__profile_op(w, op, infer_seconds() - start);
        for (int j = 0; j < 3 && !r.rc && w->traced && op->out[j].width; j++)
            r.rc = infer__vk_read(d, &v->store.block[act->block], act->at + op->out[j].at, w->act + op->out[j].at,
                                  (uint64_t)w->n * (uint64_t)op->out[j].width * sizeof(float), err);
        if (op->kind == INFER__OP_ANGLES)
            memcpy(w->act + op->out[0].at, v->params.map + v->angles_at[op->local],
                   (size_t)w->n * (size_t)op->out[0].width * sizeof(float));
        if (!r.rc && w->traced && op->epilogue == INFER__LOGITS && w->wanted)
            r.rc = infer__vk_read(d, &v->store.block[logits->block], logits->at, w->logits,
                                  (uint64_t)w->wanted * (uint64_t)w->m->hyper.vocabulary * sizeof(float), err);
        if (!r.rc && w->traced) infer__trace_op(w, op);
    }
    return r.rc;
}

/* Evaluates a batch; the layers before the GPU's have been walked. After a failure the session is the CPU's. */
static int infer__gpu_eval(infer__walk *w, infer_error *err) {
    infer_session *s = w->s;
    infer__vk_session *v = s->gpu;
    infer__vk *d = &v->g->d;
    int wanted = w->wanted == 0 ? INFER__VK_NONE : w->wanted == 1 ? INFER__VK_ONE : INFER__VK_ALL, rc = INFER_OK;
    infer__vk_prepare(w);
    if (w->traced || w->profiled) rc = infer__vk_traced(w, wanted, err);
    else {
        infer__vk_recording *r = infer__vk_recorded(s, w->n, wanted, err);
        VkResult result = VK_SUCCESS;
        if (!r) rc = INFER_ERROR_DEVICE;
        for (int i = 0; r && i < r->n - 1 && result == VK_SUCCESS; i++) {
            VkSubmitInfo info = INFER__ZERO;
            info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO, info.commandBufferCount = 1;
            info.pCommandBuffers = &r->command[i];
            result = d->f.vkQueueSubmit(d->queue, 1, &info, VK_NULL_HANDLE);
            d->submits++;
        }
        if (result != VK_SUCCESS) rc = infer__vk_fail(d, result, "vkQueueSubmit", err);
        if (!rc) rc = infer__vk_run(d, r->command[r->n - 1], err);
    }
    if (rc == INFER_OK && wanted == INFER__VK_ALL)
        rc = infer__vk_read(d, &v->store.block[v->pieces[INFER__VK_LOGITS].block], v->pieces[INFER__VK_LOGITS].at,
                            w->logits, (uint64_t)w->wanted * (uint64_t)w->m->hyper.vocabulary * sizeof(float), err);
    if (rc == INFER_OK && wanted == INFER__VK_ONE)
        memcpy(&s->gpu_token, v->result.map + (size_t)(w->position + w->n) % INFER__VK_RING * 4, sizeof s->gpu_token);
    s->gpu_logits = wanted == INFER__VK_ONE;
    if (d->lost) s->model->gpu_layers = 0; /* sessions to come are the CPU's */
    return rc;
}

static int infer__gpu_fetch(infer_session *s, infer_error *err) {
    infer__vk_session *v = s->gpu;
    const infer__vk_piece *p = &v->pieces[INFER__VK_LOGITS];
    infer__mutex_lock(&s->model->pool.turn);
    int rc = infer__vk_read(&v->g->d, &v->store.block[p->block], p->at, s->logits,
                            (uint64_t)s->model->hyper.vocabulary * sizeof(float), err);
    infer__mutex_unlock(&s->model->pool.turn);
    return rc;
}

/* ---- models ---- */

static void infer__gpu_close(infer_model *m) {
    infer__vk_model *g = m->gpu;
    if (!g) return;
    infer_allocator a = g->allocator;
    for (int i = 0; i < g->n_made; i++) g->d.f.vkDestroyPipeline(g->d.device, g->pipes[i].pipeline, NULL);
    infer__vk_free_store(&g->d, &g->store);
    infer__vk_close(&g->d);
    infer__free(&a, g->tensors, (g->n_tensors + 1) * sizeof *g->tensors);
    infer__free(&a, g, sizeof *g);
    m->gpu = NULL, m->gpu_layers = 0;
}

/* Which layer a tensor belongs to: "blk.N....", or -1. */
static int infer__vk_layer_of(const infer__tensor *t) {
    int layer = 0;
    if (t->name.n < 5 || memcmp(t->name.p, "blk.", 4) != 0) return -1;
    for (size_t i = 4; i < t->name.n && t->name.p[i] >= '0' && t->name.p[i] <= '9'; i++)
        layer = layer * 10 + t->name.p[i] - '0';
    return layer;
}

/* Whether saved pipelines are from this driver and device: the header that Vulkan prescribes says so. */
static bool infer__vk_cache_fits(const infer__vk *d, const infer_model_desc *desc) {
    uint32_t head[4];
    const uint8_t *p = (const uint8_t *)desc->pipelines;
    if (!p || desc->pipelines_size < 32) return false;
    memcpy(head, p, sizeof head);
    return head[1] == 1 && head[2] == d->caps.vendor && head[3] == d->caps.device_id &&
           memcmp(p + 16, d->caps.uuid, VK_UUID_SIZE) == 0;
}

/* Puts the model's last layers on device `index`. */
static int infer__vk_load(infer_model *m, const infer_model_desc *desc, int index, infer_error *err) {
    infer__vk_model *g = (infer__vk_model *)infer__alloc(&m->allocator, sizeof *g);
    const infer__hyper *h = &m->hyper;
    if (!g) return infer__fail(err, INFER_ERROR_MEMORY, "out of memory");
    memset(g, 0, sizeof *g);
    g->allocator = m->allocator, m->gpu = g, g->n_tensors = m->gguf.n_tensors;
    int rc = infer__vk_open(&g->d, index, err);
    if (rc == INFER_OK) {
        size_t bytes = (g->n_tensors + 1) * sizeof *g->tensors;
        g->tensors = (infer__vk_piece *)infer__alloc(&m->allocator, bytes);
        if (!g->tensors) rc = infer__fail(err, INFER_ERROR_MEMORY, "out of memory");
        else memset(g->tensors, 0, bytes);
    }
    m->gpu_layers = desc->gpu_layers > 0 ? INFER__MIN(desc->gpu_layers, h->layers) : h->layers;
    for (uint32_t i = 0; i < g->n_tensors && rc == INFER_OK; i++) {
        const infer__tensor *t = &m->gguf.tensors[i];
        int layer = infer__vk_layer_of(t);
        bool here = layer >= h->layers - m->gpu_layers;
        if (layer < 0) here = m->gpu_layers == h->layers || t->data != m->embed.data || t->data == m->output.data;
        if (!here || !m->used[i] || !t->format) continue;
        size_t row = t->dimensions < 2 ? 0 : infer__row_bytes(t->format, (size_t)t->size[0]);
        g->tensors[i].size = row ? t->bytes / row * infer__vk_stride(row) : t->bytes;
    }
    uint64_t norms = (uint64_t)h->layers * 2 * (uint64_t)h->key_length * sizeof(float);
    if (rc == INFER_OK) {
        g->tensors[g->n_tensors].size = norms;
        rc = infer__vk_make_store(&g->d, g->tensors, (int)g->n_tensors + 1, &g->store, err);
        g->norms = g->tensors[g->n_tensors];
    }
    if (rc == INFER_OK) rc = infer__vk_upload(g, m, desc, err);
    if (rc == INFER_OK) { /* a cache of another device or driver is ignored by this one */
        VkPipelineCacheCreateInfo info = INFER__ZERO;
        info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
        info.initialDataSize = infer__vk_cache_fits(&g->d, desc) ? desc->pipelines_size : 0,
        info.pInitialData = desc->pipelines;
        VkResult r = g->d.f.vkCreatePipelineCache(g->d.device, &info, NULL, &g->d.cache);
        if (r != VK_SUCCESS) rc = infer__vk_fail(&g->d, r, "vkCreatePipelineCache", err);
    }
    for (int i = 0; i < 2 * h->layers && rc == INFER_OK; i++) {
        const float *w = i % 2 ? m->layers[i / 2].k_norm : m->layers[i / 2].q_norm;
        uint64_t n = (uint64_t)h->key_length * sizeof(float);
        if (w) rc = infer__vk_write(&g->d, &g->store.block[g->norms.block], g->norms.at + (uint64_t)i * n, w, n, err);
    }
    m->gpu_bytes = g->d.bytes;
    snprintf(m->gpu_name, sizeof m->gpu_name, "%s", g->d.caps.name);
    if (rc) infer__gpu_close(m);
    return rc;
}

/* Whether the shaders can do all that the plan of this model asks for: NULL, or what they lack. */
static const char *infer__vk_plan_missing(infer_model *m) {
    infer_session s;
    infer__arena a = INFER__ZERO;
    const char *missing = NULL;
    if (infer__session_measure(&s, m, NULL, &a, NULL) || !infer__arena_make(&a, &m->allocator)) return "memory";
    infer__session_layout(&s, &a);
    for (int i = 0; i < s.plan.n_ops && !missing; i++) missing = infer__vk_missing(m, &s.plan.ops[i]);
    infer__arena_free(&a, &m->allocator);
    return missing;
}

/* Chooses the device that the desc names. "auto" stays on the CPU without failing, and says why in the log. */
static int infer__gpu_open(infer_model *m, const infer_model_desc *desc, infer_error *err) {
    const char *name = desc->device ? desc->device : "auto";
    infer_device list[16];
    infer_error why = INFER__ZERO;
    int index = -1, rc = INFER_ERROR_DEVICE, n;
    bool any = strcmp(name, "auto") == 0, best = any || strcmp(name, "vulkan") == 0;
    if (strcmp(name, "cpu") == 0) return INFER_OK;
    if (!best && (strncmp(name, "vulkan:", 7) != 0 || name[7] < '0' || name[7] > '9'))
        return infer__fail(err, INFER_ERROR_ARGUMENT, "device \"%.40s\": expected auto, cpu, vulkan or vulkan:N", name);
    if (m->vocab_only) return INFER_OK;
    if (!best) index = atoi(name + 7);
    n = best ? INFER__MIN(infer__vk_list(list, 16), 16) : 0;
    for (int pass = 0; pass < (any ? 2 : 3); pass++) /* a card before what shares the CPU's memory before software */
        for (int i = 0; i < n && index < 0; i++)
            if (list[i].usable && list[i].type == INFER_DEVICE_GPU + pass) index = i;
    const char *missing = index < 0 ? NULL : infer__vk_plan_missing(m);
    if (index < 0)
        infer__fail(&why, rc, "no usable GPU%s%s", n ? ": " : "",
                    n ? list[0].usable ? list[0].name : list[0].reason : "");
    else if (missing) infer__fail(&why, rc, "the GPU path has no %s", missing);
    else rc = infer__vk_load(m, desc, index, &why);
    if (rc == INFER_OK) {
        infer__log(&m->logger, INFER_LOG_INFO, "%d of %d layers on %s", m->gpu_layers, m->hyper.layers, m->gpu_name);
        return rc;
    }
    if (!any) return infer__fail(err, rc, "%s: device %s: %s", m->gguf.path, name, why.message);
    infer__log(&m->logger, INFER_LOG_INFO, "on the CPU: %s", why.message);
    return INFER_OK;
}

INFER__DEF size_t infer_model_pipelines(const infer_model *m, void *data, size_t max) {
    size_t size = 0;
    if (!m || !m->gpu) return 0;
    infer__vk *d = &m->gpu->d;
    if (d->f.vkGetPipelineCacheData(d->device, d->cache, &size, NULL) != VK_SUCCESS) return 0;
    if (data && max >= size && d->f.vkGetPipelineCacheData(d->device, d->cache, &size, data) != VK_SUCCESS) return 0;
    return size;
}

/* A layer's cache where the host can reach it: opened, then closed, and written back if it has been restored. */
static int infer__gpu_cache(infer_session *s, int layer, infer__cache *c, bool close, bool write) {
    infer__vk_session *v = s->gpu;
    infer__vk *d = &v->g->d;
    const infer__vk_piece *p = &v->pieces[INFER__VK_CACHE + 2 * (layer - s->plan.gpu_from)];
    int rc = INFER_OK;
    for (int i = 0; i < 2; i++) {
        infer__vk_buffer *b = &v->store.block[p[i].block];
        uint8_t **host = i ? &c->v : &c->k;
        if (b->map) {
            *host = b->map + p[i].at;
            continue;
        }
        if (!close) *host = (uint8_t *)infer__alloc(&s->allocator, (size_t)p[i].size);
        if (!*host) rc = INFER_ERROR_MEMORY;
        if (rc == INFER_OK && (!close || write)) rc = infer__vk_copy(d, b, p[i].at, *host, p[i].size, !close, NULL);
        if (close || rc) infer__free(&s->allocator, *host, (size_t)p[i].size), *host = NULL;
    }
    return rc;
}

static uint64_t infer__gpu_bytes(infer_session *s) {
    const infer_model *m = s->model;
    infer__vk_session v = INFER__ZERO;
    infer__vk_piece pieces[INFER__VK_CACHE] = INFER__ZERO;
    uint64_t total = 0;
    if (!m->gpu) return 0;
    (void)v, (void)pieces;
    return total;
}

static int infer__gpu_list(infer_device *out, int max) {
    infer_device list[16];
    int n = infer__vk_list(out ? out : list, out ? max : 0);
    return n;
}

/* ===========================================================================
 * SPIR-V of shaders/, generated by `make shaders`: do not edit          >>spirv
 * =========================================================================== */
/* clang-format off */
/* >>> spirv */
/* by shaderc 2026.4-1;spirv-tools ;glslang 16.4.0-1;;Target: SPIR-V 1.0 */
/* mv: mv.comp -O: cecb9a45fd86b7282b7ef495f25f01ba96fe4b0770c303a2e1d8b32e55c58231, 51168 bytes 7ff7345af38dd1371b4c05d8b235369edb9669a3acd3ed48ae7155631e46b608 */
static const uint32_t infer__spirv_mv[] = {
119734787,67072,851979,7187,0,131089,1,131089,61,131089,63,131089,4433,131089,5347,393227,1,1280527431,1685353262,
808793134,0,196622,5348,1,720911,5,4,1852399981,0,1499,1814,2144,2165,2339,2342,393547,4,38,7,8,8,262215,7,1,0,262215,
39,6,2,196679,40,2,327752,40,0,35,0,262215,137,1,5,262215,256,1,2,262215,316,6,4,196679,317,2,327752,317,0,35,0,262215,
331,6,8,196679,332,2,327752,332,0,35,0,262215,346,6,16,196679,347,2,327752,347,0,35,0,262215,1294,6,16,196679,1295,2,
327752,1295,0,35,0,262215,1370,6,4,196679,1371,2,327752,1371,0,35,0,196679,1492,2,327752,1492,0,35,0,327752,1492,1,35,8,
327752,1492,2,35,16,327752,1492,3,35,24,327752,1492,4,35,32,327752,1492,5,35,40,327752,1492,6,35,48,327752,1492,7,35,56,
327752,1492,8,35,64,327752,1492,9,35,68,327752,1492,10,35,72,327752,1492,11,35,76,327752,1492,12,35,80,327752,1492,13,
35,84,327752,1492,14,35,88,327752,1492,15,35,92,327752,1492,16,35,96,327752,1492,17,35,104,327752,1492,18,35,112,327752,
1492,19,35,116,327752,1492,20,35,120,327752,1492,21,35,124,262215,1493,6,4,196679,1494,2,327752,1494,0,35,0,327752,1494,
1,35,4,327752,1494,2,35,8,327752,1494,3,35,12,327752,1494,4,35,16,327752,1495,0,35,0,327752,1495,1,35,4,262215,1496,6,8,
196679,1497,2,327752,1497,0,35,0,262215,1598,1,9,262215,1600,1,10,262215,1664,1,7,262215,1689,1,8,262215,1785,1,4,
262215,1814,11,27,262215,1875,1,6,262215,2136,1,0,262215,2144,11,26,262215,2165,11,24,262215,2333,1,1,262215,2342,11,40,
131091,2,196641,3,2,262165,6,32,0,262194,6,7,1,262187,6,8,1,196630,9,32,262176,10,7,9,262176,18,7,6,196647,37,5349,
262165,38,16,0,196637,39,38,196638,40,39,262176,37,5349,40,262167,53,6,2,262167,60,6,4,262167,83,9,4,262187,6,106,4,
262172,107,83,106,262176,108,7,107,262194,6,137,1,262172,138,6,137,262176,139,7,138,262187,9,148,1065353216,262187,9,
149,3217834538,262187,9,152,1027024659,131092,173,262187,6,184,2,262187,9,189,0,262187,6,198,3,262187,9,203,1088421888,
262187,9,206,3235905536,262187,9,209,3218725667,262187,9,226,1073741824,262187,9,228,3245342720,262187,9,229,1097859072,
262194,6,256,0,262187,6,257,0,393268,173,258,170,256,257,393268,173,259,170,256,8,393268,173,260,166,258,259,262187,6,
261,30,393268,173,262,170,256,261,393268,173,263,166,260,262,262187,6,264,8,393268,173,265,170,256,264,393268,173,266,
166,263,265,262165,267,32,1,262187,267,268,1,262187,6,269,12,393268,173,270,170,256,269,262187,6,271,13,393268,173,272,
170,256,271,393268,173,273,166,270,272,262187,267,274,4,262187,6,275,10,393268,173,276,174,256,275,262187,6,277,14,
393268,173,278,178,256,277,393268,173,279,167,276,278,262187,267,280,8,262187,267,281,2,458804,267,282,169,279,280,281,
458804,267,283,169,273,274,282,458804,267,284,169,266,268,283,393268,6,285,128,284,257,262187,6,288,16,393268,173,292,
170,256,275,262187,6,293,11,393268,173,294,170,256,293,393268,173,295,166,292,294,458804,267,296,169,295,274,280,393268,
6,297,128,296,257,262187,267,303,0,262176,308,5349,38,196647,315,5349,196637,316,6,196638,317,316,262176,315,5349,317,
262176,324,5349,6,196647,330,5349,196637,331,53,196638,332,331,262176,330,5349,332,262176,339,5349,53,196647,345,5349,
196637,346,60,196638,347,346,262176,345,5349,347,262176,354,5349,60,262167,360,9,2,262187,6,366,15,262187,6,368,2113665,
262187,6,370,16843009,262167,387,267,2,262187,6,395,252645135,262187,267,402,256,262187,267,403,32,458804,267,404,169,
279,402,403,393268,6,405,128,404,257,393268,6,406,134,405,288,393268,6,410,134,405,288,458796,83,414,189,189,189,189,
262176,415,7,83,393268,173,417,170,256,184,262187,9,458,3238002688,393268,173,465,170,256,198,262187,6,506,6,393268,173,
507,170,256,506,262187,6,508,7,393268,173,509,170,256,508,393268,173,510,166,507,509,393268,173,515,170,256,506,262187,
267,555,16,262187,267,558,20,262167,568,267,4,262187,6,579,20,262187,9,593,3246391296,393268,173,620,170,256,264,262187,
6,626,32,393268,173,655,170,256,275,262187,6,662,64,262187,6,711,80,262187,267,729,6,262187,6,732,50529027,393268,173,
756,170,256,293,262187,6,803,96,262187,267,865,18,262187,6,875,108,262187,267,906,3,262187,9,921,1107296256,262187,9,
926,3229614080,393268,173,932,170,256,269,393268,173,933,170,256,271,393268,173,934,166,932,933,393268,173,938,170,256,
269,262187,6,948,128,262187,6,955,160,262187,6,970,1061109567,262187,6,986,808464432,262187,6,1076,255,262187,6,1148,
192,262187,6,1172,208,262187,9,1228,3254779904,393268,173,1236,170,256,264,262187,267,1240,24,393268,173,1289,170,256,
257,196647,1293,5349,196637,1294,83,196638,1295,1294,262176,1293,5349,1295,262176,1302,5349,83,393268,173,1315,170,256,
8,262187,6,1335,4294901760,393268,173,1364,170,256,257,196647,1369,5349,196637,1370,9,196638,1371,1370,262176,1369,5349,
1371,262176,1379,5349,9,393268,173,1383,170,256,8,196647,1490,5349,196647,1491,5349,1572894,1492,1490,1369,37,37,1369,
1369,1369,1369,6,6,6,6,6,6,6,6,1369,1491,9,9,9,9,196637,1493,267,458782,1494,267,267,267,267,1493,262176,1490,5349,1494,
262174,1495,267,9,196637,1496,1495,196638,1497,1496,262176,1491,5349,1497,262176,1498,9,1492,262203,1498,1499,9,262187,
267,1500,13,262176,1501,9,6,262176,1509,9,1490,262176,1512,5349,267,262176,1538,9,1369,262187,267,1587,12,262176,1593,9,
9,262194,6,1598,0,393268,173,1599,171,1598,257,262194,6,1600,0,393268,173,1601,170,1600,184,393268,173,1602,167,1599,
1601,262187,267,1612,14,262187,267,1616,17,262176,1617,9,1491,262187,267,1635,9,393268,173,1649,171,1598,257,262194,6,
1664,0,393268,173,1665,170,1664,184,262187,267,1668,19,393268,173,1673,171,1598,257,262187,267,1676,7,262194,6,1689,0,
393268,173,1697,170,1664,198,262187,267,1700,21,393268,173,1707,170,1664,8,262187,267,1735,5,262194,6,1785,2,262172,
1787,6,1785,262176,1788,7,1787,262187,267,1803,10,262167,1812,6,3,262176,1813,1,1812,262203,1813,1814,1,262176,1815,1,6,
458804,267,1854,169,295,403,274,393268,6,1855,128,1854,257,393268,173,1859,170,285,8,393268,173,1860,170,285,184,393268,
173,1861,170,285,106,262187,267,1862,64,458804,267,1863,169,1861,403,1862,458804,267,1864,169,1860,555,1863,458804,267,
1865,169,1859,280,1864,393268,6,1866,128,1865,257,262194,6,1875,0,393268,173,1876,171,1875,257,262172,1879,9,137,393268,
173,1904,170,1600,184,393268,6,1910,132,137,106,262172,1911,83,1910,262176,1912,7,1911,262172,1920,83,137,262176,1921,7,
1920,393268,173,1948,170,1664,184,458804,267,1949,169,1948,281,268,393268,6,1950,128,1949,257,262176,1967,9,37,393268,6,
2004,132,1950,1785,393268,6,2005,132,2004,137,262172,2006,9,2005,262194,6,2136,64,393268,173,2140,170,1600,8,262203,
1813,2144,1,393268,173,2158,170,1600,8,262203,1813,2165,1,262187,267,2223,11,393268,173,2247,170,1600,184,393268,173,
2256,171,1600,257,393268,173,2267,170,1600,184,393268,173,2277,170,1600,184,393268,173,2307,171,1875,257,458804,6,2308,
169,2307,137,257,393268,6,2309,128,2005,2308,393268,6,2318,130,2005,8,262194,6,2333,32,393268,6,2334,134,2136,2333,
393268,6,2335,128,2005,137,393268,6,2336,132,2334,2335,262172,2337,9,2336,262176,2338,4,2337,262203,2338,2339,4,262203,
1815,2342,1,262176,2346,4,9,262187,6,2350,264,393268,6,2360,132,1785,137,262172,2368,9,184,262176,2369,7,2368,327724,
2368,2371,189,189,393268,173,2406,171,1875,257,393268,173,2421,171,1875,257,393268,173,2437,170,1600,8,393268,173,2443,
170,1664,198,262176,6076,7,1879,262176,6077,7,2006,327724,387,6809,274,274,458796,60,6810,395,395,395,395,458796,568,
6811,274,274,274,274,458796,60,6812,732,732,732,732,458796,60,6813,366,366,366,366,458796,60,6814,198,198,198,198,
458796,60,6815,370,370,370,370,458796,568,6816,281,281,281,281,458796,83,6817,921,921,921,921,327724,387,6818,268,268,
327734,2,4,0,3,131320,5,262203,6077,2008,7,262203,6076,1881,7,262203,415,3088,7,262203,415,2963,7,262203,415,2900,7,
262203,1788,2561,7,262203,1912,2572,7,262203,1921,2573,7,262203,108,2582,7,262203,139,2213,7,262203,139,2293,7,262203,
2369,2370,7,196855,2510,0,196859,257,2511,131320,2511,196855,2143,0,262394,2140,2142,2147,131320,2142,327745,1815,2145,
2144,184,262205,6,2146,2145,131321,2143,131320,2147,131321,2143,131320,2143,458997,6,6209,2146,2142,257,2147,327745,
1815,2150,2144,8,262205,6,2151,2150,327812,6,2152,2151,137,327745,1501,2543,1499,1500,262205,6,2544,2543,327851,173,
2545,2544,257,196855,2557,0,262394,2545,2546,2556,131320,2546,327745,1509,2547,1499,303,262205,1490,2548,2547,327745,
1512,2549,2548,268,393277,267,2550,2549,2,4,327745,1512,2553,2548,281,393277,267,2554,2553,2,8,327810,267,2555,2550,
2554,131321,2557,131320,2556,131321,2557,131320,2557,458997,267,6210,2555,2546,303,2556,262268,6,2559,6210,327745,1815,
2156,2144,257,262205,6,2157,2156,196855,2161,0,262394,2158,2160,2162,131320,2160,131321,2161,131320,2162,327745,1815,
2163,2144,184,262205,6,2164,2163,327745,1815,2166,2165,257,262205,6,2167,2166,327812,6,2168,2164,2167,131321,2161,
131320,2161,458997,6,6211,257,2160,2168,2162,327808,6,2170,2157,6211,327812,6,2171,2170,1785,327745,1509,2173,1499,303,
262205,1490,2174,2173,327745,1512,2175,2174,268,393277,267,2176,2175,2,4,262268,6,2177,2176,327810,6,2179,2177,2559,
327745,1501,2181,1499,1635,262205,6,2182,2181,327854,173,2183,2171,2182,327854,173,2186,2152,2179,327846,173,2187,2183,
2186,196855,2189,0,262394,2187,2188,2189,131320,2188,131321,2510,131320,2189,131321,2192,131320,2192,458997,6,6212,257,
2189,2202,2193,327856,173,2198,6212,2005,262390,2194,2193,1,262394,2198,2193,2194,131320,2193,327745,10,2200,2008,6212,
196670,2200,189,327808,6,2202,6212,268,131321,2192,131320,2194,131321,2204,131320,2204,458997,6,6213,257,2194,2229,2205,
327856,173,2210,6213,137,262390,2206,2205,1,262394,2210,2205,2206,131320,2205,327745,10,2212,1881,6213,196670,2212,189,
327808,6,2218,2152,6213,327810,6,2220,2179,8,458764,6,2221,1,38,2218,2220,327808,6,2222,2559,2221,327745,1501,2224,1499,
2223,262205,6,2225,2224,327812,6,2226,2222,2225,327745,18,2227,2213,6213,196670,2227,2226,327808,6,2229,6213,268,131321,
2204,131320,2206,327808,6,2233,2559,2152,327745,1501,2234,1499,1612,262205,6,2235,2234,327812,6,2236,2233,2235,327808,6,
2238,2236,6209,131321,2241,131320,2241,458997,6,6230,257,2206,6274,2244,458997,6,6214,257,2206,2299,2244,393385,6,7186,
2247,2235,8,327856,173,2255,6214,7186,262390,2243,2244,0,262394,2255,2242,2243,131320,2242,196855,2258,0,262394,2256,
2257,2258,131320,2257,327745,1617,2259,1499,1616,262205,1491,2260,2259,327808,6,2263,2238,6214,458817,1512,2264,2260,
303,2263,303,393277,267,2265,2264,2,8,262268,6,2266,2265,131321,2258,131320,2258,458997,6,6274,6230,2242,2266,2257,
196855,2269,0,262394,2267,2268,2269,131320,2268,327808,6,2272,2238,6214,327745,1501,2273,1499,2223,262205,6,2274,2273,
327812,6,2275,2272,2274,327745,18,2276,2213,303,196670,2276,2275,131321,2269,131320,2269,196855,2280,0,262394,2277,2279,
2288,131320,2279,327745,1617,2281,1499,1616,262205,1491,2282,2281,327808,6,2285,2238,6214,458817,1379,2286,2282,303,
2285,268,393277,9,2287,2286,2,4,131321,2280,131320,2288,131321,2280,131320,2280,458997,9,6275,2287,2279,148,2288,262205,
138,2294,2213,196670,2293,2294,131321,2600,131320,2600,458997,6,6276,257,2280,2625,2604,327856,173,2603,6276,1785,
262390,2626,2604,1,262394,2603,2604,2626,131320,2604,327812,6,2609,6274,2182,327808,6,2612,2171,6276,327810,6,2615,2182,
8,458764,6,2616,1,38,2612,2615,327808,6,2617,2609,2616,327745,1501,2618,1499,1803,262205,6,2619,2618,327814,6,2620,2619,
184,327812,6,2621,2617,2620,327745,18,2622,2561,6276,196670,2622,2621,327808,6,2625,6276,268,131321,2600,131320,2626,
327745,1815,2627,1814,257,262205,6,2628,2627,131321,2629,131320,2629,458997,6,6277,2628,2626,2880,2878,327745,1501,2632,
1499,280,262205,6,2633,2632,327808,6,2885,2633,366,327814,6,2886,2885,288,327856,173,2635,6277,2886,262390,2881,2878,0,
262394,2635,2636,2881,131320,2636,327814,6,2890,6277,285,327812,6,2891,2890,285,327812,6,2892,2891,288,327817,6,2894,
6277,285,327812,6,2895,2894,297,327808,6,2896,2892,2895,131321,2639,131320,2639,458997,6,6281,257,2636,2715,2713,327856,
173,2642,6281,137,262390,2716,2713,1,262394,2642,2643,2716,131320,2643,131321,2644,131320,2644,458997,6,6484,257,2643,
2711,2709,327856,173,2647,6484,106,262390,2712,2709,1,262394,2647,2648,2712,131320,2648,327817,6,2652,6484,184,327812,6,
2653,2652,1855,327814,6,2655,6484,184,327812,6,2656,2655,1866,327808,6,2657,2653,2656,327808,6,2658,2896,2657,327745,18,
2659,2293,6281,262205,6,2660,2659,196855,2958,0,196859,257,2904,131320,2904,327817,6,2907,2633,106,327850,173,2908,2907,
257,196855,2927,0,262394,2908,2909,2927,131320,2909,327856,173,2913,2658,2633,196855,2925,0,262394,2913,2914,2924,
131320,2914,327745,1538,2915,1499,268,262205,1369,2916,2915,262268,1293,2917,2916,327808,6,2920,2660,2658,327814,6,2921,
2920,106,393281,1302,2922,2917,303,2921,393277,83,2923,2922,2,16,131321,2925,131320,2924,131321,2925,131320,2925,458997,
83,6488,2923,2914,414,2924,131321,2958,131320,2927,196670,2900,414,131321,2928,131320,2928,458997,6,6486,257,2927,2955,
2941,262390,2956,2941,0,131321,2929,131320,2929,327856,173,2931,6486,106,196855,2939,0,262394,2931,2932,2939,131320,
2932,327808,6,2935,2658,6486,327856,173,2938,2935,2633,131321,2939,131320,2939,458997,173,2940,2931,2929,2938,2932,
262394,2940,2941,2956,131320,2941,327745,1538,2943,1499,268,262205,1369,2944,2943,327808,6,2947,2660,2658,327808,6,2949,
2947,6486,393281,1379,2950,2944,303,2949,393277,9,2951,2950,2,4,327745,10,2952,2900,6486,196670,2952,2951,327808,6,2955,
6486,268,131321,2928,131320,2956,262205,83,2957,2900,131321,2958,131320,2958,458997,83,6489,6488,2925,2957,2956,196855,
2683,0,262394,1876,2662,2683,131320,2662,327828,9,2666,6489,6489,327745,10,2667,1881,6281,262205,9,2668,2667,327809,9,
2669,2668,2666,196670,2667,2669,196855,3017,0,196859,257,2967,131320,2967,196855,2988,0,262394,2908,2972,2988,131320,
2972,327856,173,2976,2658,2633,196855,2986,0,262394,2976,2977,2985,131320,2977,327745,1538,2978,1499,1735,262205,1369,
2979,2978,262268,1293,2980,2979,327814,6,2982,2658,106,393281,1302,2983,2980,303,2982,393277,83,2984,2983,2,16,131321,
2986,131320,2985,131321,2986,131320,2986,458997,83,6500,2984,2977,414,2985,131321,3017,131320,2988,196670,2963,414,
131321,2989,131320,2989,458997,6,6498,257,2988,3014,3002,262390,3015,3002,0,131321,2990,131320,2990,327856,173,2992,
6498,106,196855,3000,0,262394,2992,2993,3000,131320,2993,327808,6,2996,2658,6498,327856,173,2999,2996,2633,131321,3000,
131320,3000,458997,173,3001,2992,2990,2999,2993,262394,3001,3002,3015,131320,3002,327745,1538,3004,1499,1735,262205,
1369,3005,3004,327808,6,3008,2658,6498,393281,1379,3009,3005,303,3008,393277,9,3010,3009,2,4,327745,10,3011,2963,6498,
196670,3011,3010,327808,6,3014,6498,268,131321,2989,131320,3015,262205,83,3016,2963,131321,3017,131320,3017,458997,83,
6501,6500,2986,3016,3015,327813,83,2682,6489,6501,131321,2683,131320,2683,458997,83,6506,6489,2958,2682,3017,196855,
2688,0,262394,1904,2684,2688,131320,2684,327822,83,2687,6506,6275,131321,2688,131320,2688,458997,83,6519,6506,2683,2687,
2684,327812,6,2690,6281,106,327808,6,2692,2690,6484,327745,415,2694,2572,2692,196670,2694,6519,327761,9,2698,6519,0,
327761,9,2700,6519,1,327809,9,2701,2698,2700,327761,9,2703,6519,2,327809,9,2704,2701,2703,327761,9,2706,6519,3,327809,9,
2707,2704,2706,393281,10,2708,2573,6281,6484,196670,2708,2707,131321,2709,131320,2709,327808,6,2711,6484,268,131321,
2644,131320,2712,131321,2713,131320,2713,327808,6,2715,6281,268,131321,2639,131320,2716,131321,2717,131320,2717,458997,
6,6282,257,2716,2876,2874,327856,173,2720,6282,1950,262390,2877,2874,1,262394,2720,2721,2877,131320,2721,131321,2722,
131320,2722,458997,6,6285,257,2721,2872,2870,327856,173,2725,6285,1785,262390,2873,2870,1,262394,2725,2726,2873,131320,
2726,196855,2869,0,262394,263,2727,2785,131320,2727,327850,173,2729,6282,257,196855,2736,0,262394,2729,2730,2733,131320,
2730,327745,1967,2731,1499,281,262205,37,2732,2731,131321,2736,131320,2733,327745,1967,2734,1499,906,262205,37,2735,
2734,131321,2736,131320,2736,458997,37,6381,2732,2730,2735,2733,327745,18,2739,2561,6285,262205,6,2740,2739,196855,3084,
0,262394,263,3032,3053,131320,3032,131321,3033,131320,3033,458997,6,6432,257,3032,3051,3049,327856,173,3036,6432,106,
262390,3052,3049,1,262394,3036,3037,3052,131320,3037,327812,6,3040,288,6277,327812,6,3042,106,6432,327808,6,3043,3040,
3042,196855,3213,0,196859,257,3101,131320,3101,327817,6,3103,2633,106,327850,173,3104,3103,257,196855,3157,0,262394,
3104,3105,3157,131320,3105,327854,173,3108,3043,2633,196855,3110,0,262394,3108,3109,3110,131320,3109,131321,3213,131320,
3110,196855,3121,0,262394,1289,3111,3121,131320,3111,262268,1293,3113,6381,327814,6,3115,2740,184,327808,6,3117,3115,
3043,327814,6,3118,3117,106,393281,1302,3119,3113,303,3118,393277,83,3120,3119,2,16,131321,3213,131320,3121,262268,330,
3123,6381,327808,6,3126,2740,3043,327814,6,3127,3126,106,393281,339,3128,3123,303,3127,393277,53,3129,3128,2,8,196855,
3142,0,262394,1315,3130,3142,131320,3130,327761,6,3132,3129,0,393228,360,3133,1,62,3132,327761,6,3135,3129,1,393228,360,
3136,1,62,3135,327761,9,3137,3133,0,327761,9,3138,3133,1,327761,9,3139,3136,0,327761,9,3140,3136,1,458832,83,3141,3137,
3138,3139,3140,131321,3213,131320,3142,327761,6,3144,3129,0,327876,6,3145,3144,555,327879,6,3148,3144,1335,327761,6,
3150,3129,1,327876,6,3151,3150,555,327879,6,3154,3150,1335,458832,60,3155,3145,3148,3151,3154,262268,83,3156,3155,
131321,3213,131320,3157,196670,3088,414,131321,3158,131320,3158,458997,6,6472,257,3157,3210,3208,262390,3211,3208,0,
131321,3159,131320,3159,327856,173,3161,6472,106,196855,3168,0,262394,3161,3162,3168,131320,3162,327808,6,3165,3043,
6472,327856,173,3167,3165,2633,131321,3168,131320,3168,458997,173,3169,3161,3159,3167,3162,262394,3169,3170,3211,131320,
3170,196855,3205,0,262394,1364,3172,3183,131320,3172,262268,1369,3174,6381,327814,6,3176,2740,184,327808,6,3178,3176,
3043,327808,6,3180,3178,6472,393281,1379,3181,3174,303,3180,393277,9,3182,3181,2,4,131321,3205,131320,3183,196855,3203,
0,262394,1383,3184,3193,131320,3184,327808,6,3187,3043,6472,327812,6,3188,184,3187,327814,6,3220,3188,184,327808,6,3221,
2740,3220,393281,308,3222,6381,303,3221,393277,38,3223,3222,2,2,262257,6,3224,3223,393228,360,3228,1,62,3224,327761,9,
3229,3228,0,131321,3203,131320,3193,327808,6,3196,3043,6472,327812,6,3197,184,3196,327814,6,3235,3197,184,327808,6,3236,
2740,3235,393281,308,3237,6381,303,3236,393277,38,3238,3237,2,2,262257,6,3239,3238,327876,6,3201,3239,555,262268,9,3202,
3201,131321,3203,131320,3203,458997,9,6474,3229,3184,3202,3193,131321,3205,131320,3205,458997,9,6475,3182,3172,6474,
3203,327745,10,3207,3088,6472,196670,3207,6475,131321,3208,131320,3208,327808,6,3210,6472,268,131321,3158,131320,3211,
262205,83,3212,3088,131321,3213,131320,3213,852213,83,6478,414,3109,3120,3111,3141,3130,3156,3142,3212,3211,327745,415,
3048,2582,6432,196670,3048,6478,131321,3049,131320,3049,327808,6,3051,6432,268,131321,3033,131320,3052,131321,3084,
131320,3053,327814,6,3055,2633,405,327814,6,3363,6277,406,327817,6,3365,6277,410,196855,4022,0,262394,417,3367,3400,
131320,3367,327812,6,3369,3055,288,327812,6,3371,3363,184,327808,6,3372,3369,3371,327814,6,4029,3372,184,327808,6,4030,
2740,4029,393281,308,4031,6381,303,4030,393277,38,4032,4031,2,2,262257,6,4033,4032,393228,360,4037,1,62,4033,327761,9,
4038,4037,0,327812,6,3381,3363,288,327812,6,3384,264,3365,327808,6,3385,3381,3384,262268,330,4042,6381,327814,6,4045,
3385,184,327808,6,4046,2740,4045,327814,6,4047,4046,106,393281,339,4048,4042,303,4047,393277,53,4049,4048,2,8,327874,53,
4055,4049,6809,327761,6,4056,4049,0,327761,6,4057,4049,1,327761,6,4058,4055,0,327761,6,4059,4055,1,458832,60,4060,4056,
4057,4058,4059,327879,60,4062,4060,6810,458832,83,3393,4038,4038,4038,4038,327813,9,3397,458,4038,458832,83,3398,3397,
3397,3397,3397,131321,4022,131320,3400,196855,4021,0,262394,465,3401,3432,131320,3401,327812,6,3403,3055,288,327812,6,
3405,3363,106,327808,6,3406,3403,3405,262268,315,4066,6381,327814,6,4069,3406,184,327808,6,4070,2740,4069,327814,6,4071,
4070,184,393281,324,4072,4066,303,4071,393277,6,4073,4072,2,4,393228,360,3410,1,62,4073,327812,6,3414,3363,288,327812,6,
3417,264,3365,327808,6,3418,3414,3417,262268,330,4077,6381,327814,6,4080,3418,184,327808,6,4081,2740,4080,327814,6,4082,
4081,106,393281,339,4083,4077,303,4082,393277,53,4084,4083,2,8,327874,53,4090,4084,6809,327761,6,4091,4084,0,327761,6,
4092,4084,1,327761,6,4093,4090,0,327761,6,4094,4090,1,458832,60,4095,4091,4092,4093,4094,327879,60,4097,4095,6810,
327761,9,3425,3410,0,458832,83,3426,3425,3425,3425,3425,327761,9,3429,3410,1,458832,83,3430,3429,3429,3429,3429,131321,
4021,131320,3432,196855,4020,0,262394,510,3433,3515,131320,3433,327812,6,3435,3055,288,327812,6,3437,3363,106,327808,6,
3438,3435,3437,262268,315,4101,6381,327814,6,4104,3438,184,327808,6,4105,2740,4104,327814,6,4106,4105,184,393281,324,
4107,4101,303,4106,393277,6,4108,4107,2,4,327812,6,3443,264,3365,327874,6,3444,4108,3443,327812,6,3448,3363,288,327808,
6,3452,3448,3443,262268,330,4112,6381,327814,6,4115,3452,184,327808,6,4116,2740,4115,327814,6,4117,4116,106,393281,339,
4118,4112,303,4117,393277,53,4119,4118,2,8,327874,53,4125,4119,6809,327761,6,4126,4119,0,327761,6,4127,4119,1,327761,6,
4128,4125,0,327761,6,4129,4125,1,458832,60,4130,4126,4127,4128,4129,327879,60,4132,4130,6810,327874,6,3460,3444,274,
327879,6,4147,3444,366,327812,6,4148,4147,368,327879,6,4149,4148,370,327879,6,4153,3460,366,327812,6,4154,4153,368,
327879,6,4155,4154,370,327874,6,3464,3444,555,327874,6,3466,3444,558,327879,6,4170,3464,366,327812,6,4171,4170,368,
327879,6,4172,4171,370,327879,6,4176,3466,366,327812,6,4177,4176,368,327879,6,4178,4177,370,458832,60,3473,4149,4155,
4172,4178,327876,60,3475,3473,6811,327877,60,3478,4132,3475,196855,3506,0,262394,515,3481,3496,131320,3481,327812,6,
3483,3055,579,327812,6,3485,3363,184,327808,6,3486,3483,3485,327814,6,4184,3486,184,327808,6,4185,2740,4184,393281,308,
4186,6381,303,4185,393277,38,4187,4186,2,2,262257,6,4188,4187,393228,360,4192,1,62,4188,327761,9,4193,4192,0,327813,9,
3494,593,4193,327760,360,7079,4193,3494,131321,3506,131320,3496,327812,6,3498,3055,579,327808,6,3501,3498,3437,327814,6,
4200,3501,184,327808,6,4201,2740,4200,327814,6,4202,4201,184,393281,324,4203,4101,303,4202,393277,6,4204,4203,2,4,
393228,360,3505,1,62,4204,131321,3506,131320,3506,458997,360,6405,7079,3481,3505,3496,327761,9,3508,6405,0,458832,83,
3509,3508,3508,3508,3508,327761,9,3512,6405,1,458832,83,3513,3512,3512,3512,3512,131321,4020,131320,3515,196855,4019,0,
262394,620,3516,3540,131320,3516,327812,6,3520,3363,626,327812,6,3523,288,3365,327808,6,3524,3520,3523,262268,345,4208,
6381,327814,6,4211,3524,184,327808,6,4212,2740,4211,327814,6,4213,4212,264,393281,354,4214,4208,303,4213,393277,60,4215,
4214,2,16,327812,6,3530,3055,626,327812,6,3532,3363,184,327808,6,3533,3530,3532,327814,6,4221,3533,184,327808,6,4222,
2740,4221,393281,308,4223,6381,303,4222,393277,38,4224,4223,2,2,262257,6,4225,4224,393228,360,4229,1,62,4225,327761,9,
4230,4229,0,458832,83,3538,4230,4230,4230,4230,131321,4019,131320,3540,196855,4018,0,262394,655,3541,3622,131320,3541,
327812,6,3545,3363,662,327812,6,3548,106,3365,327808,6,3549,3545,3548,262268,315,4234,6381,327814,6,4237,3549,184,
327808,6,4238,2740,4237,327814,6,4239,4238,184,393281,324,4240,4234,303,4239,393277,6,4241,4240,2,4,327814,6,3554,3365,
264,327812,6,3556,3055,662,327812,6,3558,3363,288,327808,6,3559,3556,3558,327812,6,3561,264,3554,327808,6,3562,3559,
3561,262268,330,4245,6381,327814,6,4248,3562,184,327808,6,4249,2740,4248,327814,6,4250,4249,106,393281,339,4251,4245,
303,4250,393277,53,4252,4251,2,8,327817,6,3567,3365,264,327814,6,3568,3567,106,327812,6,3569,264,3568,327760,53,3570,
3569,3569,327874,53,3571,4252,3570,327761,6,3573,3571,0,327874,6,3576,3573,555,327761,6,3578,3571,1,327874,6,3581,3578,
555,458832,60,3582,3573,3576,3578,3581,327812,6,3584,3055,711,327812,6,3586,3363,106,327808,6,3587,3584,3586,327814,6,
4259,3587,184,327808,6,4260,2740,4259,327814,6,4261,4260,184,393281,324,4262,4234,303,4261,393277,6,4263,4262,2,4,
393228,360,3591,1,62,4263,327874,6,3594,4241,281,327874,6,3596,4241,274,327874,6,3598,4241,729,458832,60,3599,4241,3594,
3596,3598,327879,60,3601,3599,6812,327761,9,3604,3591,0,327879,60,3607,3582,6813,262256,83,3608,3607,327822,83,3609,
3608,3604,327761,9,3612,3591,1,262271,9,3613,3612,327874,60,3616,3582,6811,327879,60,3618,3616,6813,262256,83,3619,3618,
327822,83,3620,3619,3613,131321,4018,131320,3622,196855,4017,0,262394,756,3623,3763,131320,3623,327812,6,3627,3363,662,
327812,6,3630,106,3365,327808,6,3631,3627,3630,262268,315,4267,6381,327814,6,4270,3631,184,327808,6,4271,2740,4270,
327814,6,4272,4271,184,393281,324,4273,4267,303,4272,393277,6,4274,4273,2,4,327814,6,3636,3365,264,327817,6,3638,3365,
264,327814,6,3639,3638,106,327812,6,3640,264,3639,327812,6,3642,3055,662,327812,6,3644,3363,626,327808,6,3645,3642,3644,
327812,6,3648,106,3638,327808,6,3649,3645,3648,327814,6,4281,3649,184,327808,6,4282,2740,4281,327814,6,4283,4282,184,
393281,324,4284,4267,303,4283,393277,6,4285,4284,2,4,327812,6,3654,106,3636,327874,6,3655,4285,3654,327812,6,3657,3055,
803,327812,6,3659,3363,269,327808,6,3660,3657,3659,327814,6,4292,3660,184,327808,6,4293,2740,4292,327814,6,4294,4293,
184,393281,324,4295,4267,303,4294,393277,6,4296,4295,2,4,327808,6,3666,3660,106,327814,6,4303,3666,184,327808,6,4304,
2740,4303,327814,6,4305,4304,184,393281,324,4306,4267,303,4305,393277,6,4307,4306,2,4,327760,53,3670,4296,4307,327808,6,
3674,3654,3640,327760,53,3675,3674,3674,327874,53,3676,3670,3675,327808,6,3678,3660,264,327814,6,4314,3678,184,327808,6,
4315,2740,4314,327814,6,4316,4315,184,393281,324,4317,4267,303,4316,393277,6,4318,4317,2,4,327874,6,3686,4318,3674,
327761,6,3688,3676,0,327874,6,3691,3688,555,327761,6,3693,3676,1,327874,6,3696,3693,555,458832,60,3697,3688,3691,3693,
3696,327879,60,3699,3697,6813,327874,6,3702,3686,555,327874,6,3704,3686,281,327874,6,3706,3686,865,458832,60,3707,3686,
3702,3704,3706,327879,60,3709,3707,6814,327876,60,3711,3709,6811,327877,60,3713,3699,3711,327812,6,3715,3055,875,327812,
6,3717,3363,184,327808,6,3718,3715,3717,327814,6,4324,3718,184,327808,6,4325,2740,4324,393281,308,4326,6381,303,4325,
393277,38,4327,4326,2,2,262257,6,4328,4327,393228,360,4332,1,62,4328,327761,9,4333,4332,0,327874,6,3726,4274,281,327874,
6,3728,4274,274,327874,6,3730,4274,729,458832,60,3731,4274,3726,3728,3730,327879,60,3733,3731,6812,327874,6,3737,3655,
268,327874,6,3739,3655,281,327874,6,3741,3655,906,458832,60,3742,3655,3737,3739,3741,327879,60,3744,3742,6815,327876,60,
3746,3744,6816,327877,60,3749,3733,3746,262256,83,3754,3713,327811,83,3756,3754,6817,327822,83,3757,3756,4333,327822,83,
3761,3757,926,131321,4017,131320,3763,196855,4016,0,262394,934,3764,3920,131320,3764,327814,6,3766,3365,106,196855,3780,
0,262394,938,3768,3774,131320,3768,327812,6,3770,3055,948,327812,6,3772,3363,288,327808,6,3773,3770,3772,131321,3780,
131320,3774,327812,6,3776,3055,955,327812,6,3778,3363,288,327808,6,3779,3776,3778,131321,3780,131320,3780,458997,6,6399,
3773,3768,3779,3774,262268,345,4337,6381,327814,6,4340,6399,184,327808,6,4341,2740,4340,327814,6,4342,4341,264,393281,
354,4343,4337,303,4342,393277,60,4344,4343,2,16,327761,6,3786,4344,1,327879,6,3787,3786,970,327761,6,3789,4344,2,327879,
6,3790,3789,970,327854,173,3792,3766,184,196855,3811,0,262394,3792,3793,3811,131320,3793,327761,6,3795,4344,3,327879,6,
3796,3795,395,327874,6,3799,3786,281,327879,6,3800,3799,986,327877,6,3801,3796,3800,327874,6,3804,3795,274,327879,6,
3805,3804,395,327874,6,3808,3789,281,327879,6,3809,3808,986,327877,6,3810,3805,3809,131321,3811,131320,3811,458997,6,
6401,3790,3780,3810,3793,458997,6,6400,3787,3780,3801,3793,327817,6,3813,3766,184,327812,6,3814,288,3813,327874,6,3816,
6400,3814,327874,6,3821,6401,3814,327761,6,3823,4344,0,393228,360,3824,1,62,3823,327812,6,3828,3363,948,327812,6,3831,
626,3766,327808,6,3832,3828,3831,327817,6,3834,3365,106,327812,6,3835,264,3834,327808,6,3836,3832,3835,262268,330,4348,
6381,327814,6,4351,3836,184,327808,6,4352,2740,4351,327814,6,4353,4352,106,393281,339,4354,4348,303,4353,393277,53,4355,
4354,2,8,327874,53,4361,4355,6809,327761,6,4362,4355,0,327761,6,4363,4355,1,327761,6,4364,4361,0,327761,6,4365,4361,1,
458832,60,4366,4362,4363,4364,4365,327879,60,4368,4366,6810,262312,173,3843,938,196855,3878,0,262394,3843,3844,3878,
131320,3844,327812,6,3846,3055,948,327812,6,3848,3363,626,327808,6,3849,3846,3848,327808,6,3853,3849,3835,327814,6,4375,
3853,184,327808,6,4376,2740,4375,327814,6,4377,4376,106,393281,339,4378,4348,303,4377,393277,53,4379,4378,2,8,327812,6,
3858,184,3766,327760,53,3859,3858,3858,327874,53,3860,4379,3859,327874,53,3864,3860,6818,327761,6,3865,3860,0,327761,6,
3866,3860,1,327761,6,3867,3864,0,327761,6,3868,3864,1,458832,60,3869,3865,3866,3867,3868,327879,60,3871,3869,6815,
327876,60,3873,3871,6811,327877,60,3876,4368,3873,131321,3878,131320,3878,458997,60,6428,4368,3811,3876,3844,327761,9,
3880,3824,0,327879,6,3882,3816,1076,327760,53,3883,3882,3882,458831,53,3884,3883,3883,0,0,262256,360,3885,3884,327874,6,
3887,3816,280,327879,6,3888,3887,1076,327760,53,3889,3888,3888,458831,53,3890,3889,3889,0,0,262256,360,3891,3890,327761,
9,3892,3885,0,327761,9,3893,3885,1,327761,9,3894,3891,0,327761,9,3895,3891,1,458832,83,3896,3892,3893,3894,3895,327822,
83,3897,3896,3880,327761,9,3900,3824,1,262271,9,3901,3900,327879,6,3903,3821,1076,327760,53,3904,3903,3903,458831,53,
3905,3904,3904,0,0,262256,360,3906,3905,327874,6,3908,3821,280,327879,6,3909,3908,1076,327760,53,3910,3909,3909,458831,
53,3911,3910,3910,0,0,262256,360,3912,3911,327761,9,3913,3906,0,327761,9,3914,3906,1,327761,9,3915,3912,0,327761,9,3916,
3912,1,458832,83,3917,3913,3914,3915,3916,327822,83,3918,3917,3901,131321,4016,131320,3920,327814,6,3922,3365,264,
327817,6,3924,3365,264,327812,6,3925,264,3924,327812,6,3927,3055,948,327812,6,3929,3363,662,327808,6,3930,3927,3929,
327812,6,3932,626,3922,327808,6,3933,3930,3932,327817,6,3935,3925,626,327808,6,3936,3933,3935,262268,330,4383,6381,
327814,6,4386,3936,184,327808,6,4387,2740,4386,327814,6,4388,4387,106,393281,339,4389,4383,303,4388,393277,53,4390,4389,
2,8,327814,6,3941,3925,626,327812,6,3942,184,3941,327760,53,3943,3942,3942,327874,53,3944,4390,3943,327812,6,3946,3055,
1148,327812,6,3948,3363,288,327808,6,3949,3946,3948,327812,6,3951,264,3922,327808,6,3952,3949,3951,327814,6,4397,3952,
184,327808,6,4398,2740,4397,327814,6,4399,4398,106,393281,339,4400,4383,303,4399,393277,53,4401,4400,2,8,262268,387,
3957,4401,327814,6,3959,3925,288,327812,6,3960,3959,264,262268,267,3961,3960,393418,387,3962,3957,3961,280,262255,360,
3963,3962,327812,6,3965,3055,1172,327812,6,3967,3363,184,327808,6,3968,3965,3967,327814,6,4407,3968,184,327808,6,4408,
2740,4407,393281,308,4409,6381,303,4408,393277,38,4410,4409,2,2,262257,6,4411,4410,393228,360,4415,1,62,4411,327761,9,
4416,4415,0,327812,6,3977,3363,948,327812,6,3980,662,3922,327808,6,3981,3977,3980,327808,6,3983,3981,3925,327814,6,4423,
3983,184,327808,6,4424,2740,4423,327814,6,4425,4424,106,393281,339,4426,4383,303,4425,393277,53,4427,4426,2,8,327874,53,
4433,4427,6809,327761,6,4434,4427,0,327761,6,4435,4427,1,327761,6,4436,4433,0,327761,6,4437,4433,1,458832,60,4438,4434,
4435,4436,4437,327879,60,4440,4438,6810,327874,53,3992,3944,6809,327761,6,3993,3944,0,327761,6,3994,3944,1,327761,6,
3995,3992,0,327761,6,3996,3992,1,458832,60,3997,3993,3994,3995,3996,327879,60,3999,3997,6812,327876,60,4001,3999,6811,
327877,60,4004,4440,4001,589903,83,4009,3963,3963,0,0,1,1,327822,83,4010,4009,4416,327822,83,4014,4010,1228,131321,4016,
131320,4016,458997,60,6427,6428,3878,4004,3920,458997,83,6419,3897,3878,4010,3920,458997,83,6412,3918,3878,4014,3920,
131321,4017,131320,4017,458997,60,6426,3749,3623,6427,4016,458997,83,6418,3757,3623,6419,4016,458997,83,6411,3761,3623,
6412,4016,131321,4018,131320,4018,458997,60,6425,3601,3541,6426,4017,458997,83,6417,3609,3541,6418,4017,458997,83,6410,
3620,3541,6411,4017,131321,4019,131320,4019,458997,60,6424,4215,3516,6425,4018,458997,83,6416,3538,3516,6417,4018,
458997,83,6409,414,3516,6410,4018,131321,4020,131320,4020,458997,60,6422,3478,3506,6424,4019,458997,83,6415,3509,3506,
6416,4019,458997,83,6408,3513,3506,6409,4019,131321,4021,131320,4021,458997,60,6421,4097,3401,6422,4020,458997,83,6414,
3426,3401,6415,4020,458997,83,6407,3430,3401,6408,4020,131321,4022,131320,4022,458997,60,6420,4062,3367,6421,4021,
458997,83,6413,3393,3367,6414,4021,458997,83,6406,3398,3367,6407,4021,327761,9,3068,6413,0,327761,6,3071,6420,0,196855,
4483,0,196859,257,4445,131320,4445,196855,4467,0,262394,1236,4446,4467,131320,4446,327876,6,4448,3071,1240,262268,267,
4449,4448,327875,267,4450,4449,1240,262255,9,4451,4450,327876,6,4453,3071,555,262268,267,4454,4453,327875,267,4455,4454,
1240,262255,9,4456,4455,327876,6,4458,3071,280,262268,267,4459,4458,327875,267,4460,4459,1240,262255,9,4461,4460,262268,
267,4463,3071,327875,267,4464,4463,1240,262255,9,4465,4464,458832,83,4466,4451,4456,4461,4465,131321,4483,131320,4467,
327879,6,4469,3071,1076,262256,9,4470,4469,327874,6,4472,3071,280,327879,6,4473,4472,1076,262256,9,4474,4473,327874,6,
4476,3071,555,327879,6,4477,4476,1076,262256,9,4478,4477,327874,6,4480,3071,1240,262256,9,4481,4480,458832,83,4482,4470,
4474,4478,4481,131321,4483,131320,4483,458997,83,6430,4466,4446,4482,4467,327822,83,3073,6430,3068,327761,9,3076,6406,0,
458832,83,3077,3076,3076,3076,3076,327809,83,3078,3073,3077,327745,415,3079,2582,257,196670,3079,3078,327761,9,6870,
6413,1,327761,6,6872,6420,1,196855,6903,0,196859,257,6873,131320,6873,196855,6891,0,262394,1236,6874,6891,131320,6874,
327876,6,6875,6872,1240,262268,267,6876,6875,327875,267,6877,6876,1240,262255,9,6878,6877,327876,6,6879,6872,555,262268,
267,6880,6879,327875,267,6881,6880,1240,262255,9,6882,6881,327876,6,6883,6872,280,262268,267,6884,6883,327875,267,6885,
6884,1240,262255,9,6886,6885,262268,267,6887,6872,327875,267,6888,6887,1240,262255,9,6889,6888,458832,83,6890,6878,6882,
6886,6889,131321,6903,131320,6891,327879,6,6892,6872,1076,262256,9,6893,6892,327874,6,6894,6872,280,327879,6,6895,6894,
1076,262256,9,6896,6895,327874,6,6897,6872,555,327879,6,6898,6897,1076,262256,9,6899,6898,327874,6,6900,6872,1240,
262256,9,6901,6900,458832,83,6902,6893,6896,6899,6901,131321,6903,131320,6903,458997,83,6904,6890,6874,6902,6891,327822,
83,6905,6904,6870,327761,9,6907,6406,1,458832,83,6908,6907,6907,6907,6907,327809,83,6909,6905,6908,327745,415,6910,2582,
8,196670,6910,6909,327761,9,6919,6413,2,327761,6,6921,6420,2,196855,6952,0,196859,257,6922,131320,6922,196855,6940,0,
262394,1236,6923,6940,131320,6923,327876,6,6924,6921,1240,262268,267,6925,6924,327875,267,6926,6925,1240,262255,9,6927,
6926,327876,6,6928,6921,555,262268,267,6929,6928,327875,267,6930,6929,1240,262255,9,6931,6930,327876,6,6932,6921,280,
262268,267,6933,6932,327875,267,6934,6933,1240,262255,9,6935,6934,262268,267,6936,6921,327875,267,6937,6936,1240,262255,
9,6938,6937,458832,83,6939,6927,6931,6935,6938,131321,6952,131320,6940,327879,6,6941,6921,1076,262256,9,6942,6941,
327874,6,6943,6921,280,327879,6,6944,6943,1076,262256,9,6945,6944,327874,6,6946,6921,555,327879,6,6947,6946,1076,262256,
9,6948,6947,327874,6,6949,6921,1240,262256,9,6950,6949,458832,83,6951,6942,6945,6948,6950,131321,6952,131320,6952,
458997,83,6953,6939,6923,6951,6940,327822,83,6954,6953,6919,327761,9,6956,6406,2,458832,83,6957,6956,6956,6956,6956,
327809,83,6958,6954,6957,327745,415,6959,2582,184,196670,6959,6958,327761,9,6968,6413,3,327761,6,6970,6420,3,196855,
7001,0,196859,257,6971,131320,6971,196855,6989,0,262394,1236,6972,6989,131320,6972,327876,6,6973,6970,1240,262268,267,
6974,6973,327875,267,6975,6974,1240,262255,9,6976,6975,327876,6,6977,6970,555,262268,267,6978,6977,327875,267,6979,6978,
1240,262255,9,6980,6979,327876,6,6981,6970,280,262268,267,6982,6981,327875,267,6983,6982,1240,262255,9,6984,6983,262268,
267,6985,6970,327875,267,6986,6985,1240,262255,9,6987,6986,458832,83,6988,6976,6980,6984,6987,131321,7001,131320,6989,
327879,6,6990,6970,1076,262256,9,6991,6990,327874,6,6992,6970,280,327879,6,6993,6992,1076,262256,9,6994,6993,327874,6,
6995,6970,555,327879,6,6996,6995,1076,262256,9,6997,6996,327874,6,6998,6970,1240,262256,9,6999,6998,458832,83,7000,6991,
6994,6997,6999,131321,7001,131320,7001,458997,83,7002,6988,6972,7000,6989,327822,83,7003,7002,6968,327761,9,7005,6406,3,
458832,83,7006,7005,7005,7005,7005,327809,83,7007,7003,7006,327745,415,7008,2582,198,196670,7008,7007,131321,3084,
131320,3084,262205,107,2745,2582,327761,83,7084,2745,0,327761,83,7085,2745,1,327761,83,7086,2745,2,327761,83,7087,2745,
3,131321,2746,131320,2746,458997,6,6433,257,3084,2783,2750,327856,173,2749,6433,137,262390,2784,2750,1,262394,2749,2750,
2784,131320,2750,327812,6,2757,6282,1785,327808,6,2759,2757,6285,327812,6,2760,2759,137,327808,6,2762,2760,6433,327812,
6,2767,6433,106,327745,415,2770,2572,2767,262205,83,2771,2770,327828,9,2772,7084,2771,327745,10,2773,2008,2762,262205,9,
2774,2773,327809,9,2775,2774,2772,196670,2773,2775,327808,6,7023,2767,8,327745,415,7024,2572,7023,262205,83,7025,7024,
327828,9,7026,7085,7025,262205,9,7028,2773,327809,9,7029,7028,7026,196670,2773,7029,327808,6,7045,2767,184,327745,415,
7046,2572,7045,262205,83,7047,7046,327828,9,7048,7086,7047,262205,9,7050,2773,327809,9,7051,7050,7048,196670,2773,7051,
327808,6,7067,2767,198,327745,415,7068,2572,7067,262205,83,7069,7068,327828,9,7070,7087,7069,262205,9,7072,2773,327809,
9,7073,7072,7070,196670,2773,7073,327808,6,2783,6433,268,131321,2746,131320,2784,131321,2869,131320,2785,327850,173,
2787,6282,257,196855,2794,0,262394,2787,2788,2791,131320,2788,327745,1967,2789,1499,281,262205,37,2790,2789,131321,2794,
131320,2791,327745,1967,2792,1499,906,262205,37,2793,2792,131321,2794,131320,2794,458997,37,6288,2790,2788,2793,2791,
327814,6,2798,2633,405,327745,18,2800,2561,6285,262205,6,2801,2800,327814,6,4608,6277,406,327817,6,4610,6277,410,196855,
5267,0,262394,417,4612,4645,131320,4612,327812,6,4614,2798,288,327812,6,4616,4608,184,327808,6,4617,4614,4616,327814,6,
5274,4617,184,327808,6,5275,2801,5274,393281,308,5276,6288,303,5275,393277,38,5277,5276,2,2,262257,6,5278,5277,393228,
360,5282,1,62,5278,327761,9,5283,5282,0,327812,6,4626,4608,288,327812,6,4629,264,4610,327808,6,4630,4626,4629,262268,
330,5287,6288,327814,6,5290,4630,184,327808,6,5291,2801,5290,327814,6,5292,5291,106,393281,339,5293,5287,303,5292,
393277,53,5294,5293,2,8,327874,53,5300,5294,6809,327761,6,5301,5294,0,327761,6,5302,5294,1,327761,6,5303,5300,0,327761,
6,5304,5300,1,458832,60,5305,5301,5302,5303,5304,327879,60,5307,5305,6810,458832,83,4638,5283,5283,5283,5283,327813,9,
4642,458,5283,458832,83,4643,4642,4642,4642,4642,131321,5267,131320,4645,196855,5266,0,262394,465,4646,4677,131320,4646,
327812,6,4648,2798,288,327812,6,4650,4608,106,327808,6,4651,4648,4650,262268,315,5311,6288,327814,6,5314,4651,184,
327808,6,5315,2801,5314,327814,6,5316,5315,184,393281,324,5317,5311,303,5316,393277,6,5318,5317,2,4,393228,360,4655,1,
62,5318,327812,6,4659,4608,288,327812,6,4662,264,4610,327808,6,4663,4659,4662,262268,330,5322,6288,327814,6,5325,4663,
184,327808,6,5326,2801,5325,327814,6,5327,5326,106,393281,339,5328,5322,303,5327,393277,53,5329,5328,2,8,327874,53,5335,
5329,6809,327761,6,5336,5329,0,327761,6,5337,5329,1,327761,6,5338,5335,0,327761,6,5339,5335,1,458832,60,5340,5336,5337,
5338,5339,327879,60,5342,5340,6810,327761,9,4670,4655,0,458832,83,4671,4670,4670,4670,4670,327761,9,4674,4655,1,458832,
83,4675,4674,4674,4674,4674,131321,5266,131320,4677,196855,5265,0,262394,510,4678,4760,131320,4678,327812,6,4680,2798,
288,327812,6,4682,4608,106,327808,6,4683,4680,4682,262268,315,5346,6288,327814,6,5349,4683,184,327808,6,5350,2801,5349,
327814,6,5351,5350,184,393281,324,5352,5346,303,5351,393277,6,5353,5352,2,4,327812,6,4688,264,4610,327874,6,4689,5353,
4688,327812,6,4693,4608,288,327808,6,4697,4693,4688,262268,330,5357,6288,327814,6,5360,4697,184,327808,6,5361,2801,5360,
327814,6,5362,5361,106,393281,339,5363,5357,303,5362,393277,53,5364,5363,2,8,327874,53,5370,5364,6809,327761,6,5371,
5364,0,327761,6,5372,5364,1,327761,6,5373,5370,0,327761,6,5374,5370,1,458832,60,5375,5371,5372,5373,5374,327879,60,5377,
5375,6810,327874,6,4705,4689,274,327879,6,5392,4689,366,327812,6,5393,5392,368,327879,6,5394,5393,370,327879,6,5398,
4705,366,327812,6,5399,5398,368,327879,6,5400,5399,370,327874,6,4709,4689,555,327874,6,4711,4689,558,327879,6,5415,4709,
366,327812,6,5416,5415,368,327879,6,5417,5416,370,327879,6,5421,4711,366,327812,6,5422,5421,368,327879,6,5423,5422,370,
458832,60,4718,5394,5400,5417,5423,327876,60,4720,4718,6811,327877,60,4723,5377,4720,196855,4751,0,262394,515,4726,4741,
131320,4726,327812,6,4728,2798,579,327812,6,4730,4608,184,327808,6,4731,4728,4730,327814,6,5429,4731,184,327808,6,5430,
2801,5429,393281,308,5431,6288,303,5430,393277,38,5432,5431,2,2,262257,6,5433,5432,393228,360,5437,1,62,5433,327761,9,
5438,5437,0,327813,9,4739,593,5438,327760,360,7077,5438,4739,131321,4751,131320,4741,327812,6,4743,2798,579,327808,6,
4746,4743,4682,327814,6,5445,4746,184,327808,6,5446,2801,5445,327814,6,5447,5446,184,393281,324,5448,5346,303,5447,
393277,6,5449,5448,2,4,393228,360,4750,1,62,5449,131321,4751,131320,4751,458997,360,6314,7077,4726,4750,4741,327761,9,
4753,6314,0,458832,83,4754,4753,4753,4753,4753,327761,9,4757,6314,1,458832,83,4758,4757,4757,4757,4757,131321,5265,
131320,4760,196855,5264,0,262394,620,4761,4785,131320,4761,327812,6,4765,4608,626,327812,6,4768,288,4610,327808,6,4769,
4765,4768,262268,345,5453,6288,327814,6,5456,4769,184,327808,6,5457,2801,5456,327814,6,5458,5457,264,393281,354,5459,
5453,303,5458,393277,60,5460,5459,2,16,327812,6,4775,2798,626,327812,6,4777,4608,184,327808,6,4778,4775,4777,327814,6,
5466,4778,184,327808,6,5467,2801,5466,393281,308,5468,6288,303,5467,393277,38,5469,5468,2,2,262257,6,5470,5469,393228,
360,5474,1,62,5470,327761,9,5475,5474,0,458832,83,4783,5475,5475,5475,5475,131321,5264,131320,4785,196855,5263,0,262394,
655,4786,4867,131320,4786,327812,6,4790,4608,662,327812,6,4793,106,4610,327808,6,4794,4790,4793,262268,315,5479,6288,
327814,6,5482,4794,184,327808,6,5483,2801,5482,327814,6,5484,5483,184,393281,324,5485,5479,303,5484,393277,6,5486,5485,
2,4,327814,6,4799,4610,264,327812,6,4801,2798,662,327812,6,4803,4608,288,327808,6,4804,4801,4803,327812,6,4806,264,4799,
327808,6,4807,4804,4806,262268,330,5490,6288,327814,6,5493,4807,184,327808,6,5494,2801,5493,327814,6,5495,5494,106,
393281,339,5496,5490,303,5495,393277,53,5497,5496,2,8,327817,6,4812,4610,264,327814,6,4813,4812,106,327812,6,4814,264,
4813,327760,53,4815,4814,4814,327874,53,4816,5497,4815,327761,6,4818,4816,0,327874,6,4821,4818,555,327761,6,4823,4816,1,
327874,6,4826,4823,555,458832,60,4827,4818,4821,4823,4826,327812,6,4829,2798,711,327812,6,4831,4608,106,327808,6,4832,
4829,4831,327814,6,5504,4832,184,327808,6,5505,2801,5504,327814,6,5506,5505,184,393281,324,5507,5479,303,5506,393277,6,
5508,5507,2,4,393228,360,4836,1,62,5508,327874,6,4839,5486,281,327874,6,4841,5486,274,327874,6,4843,5486,729,458832,60,
4844,5486,4839,4841,4843,327879,60,4846,4844,6812,327761,9,4849,4836,0,327879,60,4852,4827,6813,262256,83,4853,4852,
327822,83,4854,4853,4849,327761,9,4857,4836,1,262271,9,4858,4857,327874,60,4861,4827,6811,327879,60,4863,4861,6813,
262256,83,4864,4863,327822,83,4865,4864,4858,131321,5263,131320,4867,196855,5262,0,262394,756,4868,5008,131320,4868,
327812,6,4872,4608,662,327812,6,4875,106,4610,327808,6,4876,4872,4875,262268,315,5512,6288,327814,6,5515,4876,184,
327808,6,5516,2801,5515,327814,6,5517,5516,184,393281,324,5518,5512,303,5517,393277,6,5519,5518,2,4,327814,6,4881,4610,
264,327817,6,4883,4610,264,327814,6,4884,4883,106,327812,6,4885,264,4884,327812,6,4887,2798,662,327812,6,4889,4608,626,
327808,6,4890,4887,4889,327812,6,4893,106,4883,327808,6,4894,4890,4893,327814,6,5526,4894,184,327808,6,5527,2801,5526,
327814,6,5528,5527,184,393281,324,5529,5512,303,5528,393277,6,5530,5529,2,4,327812,6,4899,106,4881,327874,6,4900,5530,
4899,327812,6,4902,2798,803,327812,6,4904,4608,269,327808,6,4905,4902,4904,327814,6,5537,4905,184,327808,6,5538,2801,
5537,327814,6,5539,5538,184,393281,324,5540,5512,303,5539,393277,6,5541,5540,2,4,327808,6,4911,4905,106,327814,6,5548,
4911,184,327808,6,5549,2801,5548,327814,6,5550,5549,184,393281,324,5551,5512,303,5550,393277,6,5552,5551,2,4,327760,53,
4915,5541,5552,327808,6,4919,4899,4885,327760,53,4920,4919,4919,327874,53,4921,4915,4920,327808,6,4923,4905,264,327814,
6,5559,4923,184,327808,6,5560,2801,5559,327814,6,5561,5560,184,393281,324,5562,5512,303,5561,393277,6,5563,5562,2,4,
327874,6,4931,5563,4919,327761,6,4933,4921,0,327874,6,4936,4933,555,327761,6,4938,4921,1,327874,6,4941,4938,555,458832,
60,4942,4933,4936,4938,4941,327879,60,4944,4942,6813,327874,6,4947,4931,555,327874,6,4949,4931,281,327874,6,4951,4931,
865,458832,60,4952,4931,4947,4949,4951,327879,60,4954,4952,6814,327876,60,4956,4954,6811,327877,60,4958,4944,4956,
327812,6,4960,2798,875,327812,6,4962,4608,184,327808,6,4963,4960,4962,327814,6,5569,4963,184,327808,6,5570,2801,5569,
393281,308,5571,6288,303,5570,393277,38,5572,5571,2,2,262257,6,5573,5572,393228,360,5577,1,62,5573,327761,9,5578,5577,0,
327874,6,4971,5519,281,327874,6,4973,5519,274,327874,6,4975,5519,729,458832,60,4976,5519,4971,4973,4975,327879,60,4978,
4976,6812,327874,6,4982,4900,268,327874,6,4984,4900,281,327874,6,4986,4900,906,458832,60,4987,4900,4982,4984,4986,
327879,60,4989,4987,6815,327876,60,4991,4989,6816,327877,60,4994,4978,4991,262256,83,4999,4958,327811,83,5001,4999,6817,
327822,83,5002,5001,5578,327822,83,5006,5002,926,131321,5262,131320,5008,196855,5261,0,262394,934,5009,5165,131320,5009,
327814,6,5011,4610,106,196855,5025,0,262394,938,5013,5019,131320,5013,327812,6,5015,2798,948,327812,6,5017,4608,288,
327808,6,5018,5015,5017,131321,5025,131320,5019,327812,6,5021,2798,955,327812,6,5023,4608,288,327808,6,5024,5021,5023,
131321,5025,131320,5025,458997,6,6308,5018,5013,5024,5019,262268,345,5582,6288,327814,6,5585,6308,184,327808,6,5586,
2801,5585,327814,6,5587,5586,264,393281,354,5588,5582,303,5587,393277,60,5589,5588,2,16,327761,6,5031,5589,1,327879,6,
5032,5031,970,327761,6,5034,5589,2,327879,6,5035,5034,970,327854,173,5037,5011,184,196855,5056,0,262394,5037,5038,5056,
131320,5038,327761,6,5040,5589,3,327879,6,5041,5040,395,327874,6,5044,5031,281,327879,6,5045,5044,986,327877,6,5046,
5041,5045,327874,6,5049,5040,274,327879,6,5050,5049,395,327874,6,5053,5034,281,327879,6,5054,5053,986,327877,6,5055,
5050,5054,131321,5056,131320,5056,458997,6,6310,5035,5025,5055,5038,458997,6,6309,5032,5025,5046,5038,327817,6,5058,
5011,184,327812,6,5059,288,5058,327874,6,5061,6309,5059,327874,6,5066,6310,5059,327761,6,5068,5589,0,393228,360,5069,1,
62,5068,327812,6,5073,4608,948,327812,6,5076,626,5011,327808,6,5077,5073,5076,327817,6,5079,4610,106,327812,6,5080,264,
5079,327808,6,5081,5077,5080,262268,330,5593,6288,327814,6,5596,5081,184,327808,6,5597,2801,5596,327814,6,5598,5597,106,
393281,339,5599,5593,303,5598,393277,53,5600,5599,2,8,327874,53,5606,5600,6809,327761,6,5607,5600,0,327761,6,5608,5600,
1,327761,6,5609,5606,0,327761,6,5610,5606,1,458832,60,5611,5607,5608,5609,5610,327879,60,5613,5611,6810,262312,173,5088,
938,196855,5123,0,262394,5088,5089,5123,131320,5089,327812,6,5091,2798,948,327812,6,5093,4608,626,327808,6,5094,5091,
5093,327808,6,5098,5094,5080,327814,6,5620,5098,184,327808,6,5621,2801,5620,327814,6,5622,5621,106,393281,339,5623,5593,
303,5622,393277,53,5624,5623,2,8,327812,6,5103,184,5011,327760,53,5104,5103,5103,327874,53,5105,5624,5104,327874,53,
5109,5105,6818,327761,6,5110,5105,0,327761,6,5111,5105,1,327761,6,5112,5109,0,327761,6,5113,5109,1,458832,60,5114,5110,
5111,5112,5113,327879,60,5116,5114,6815,327876,60,5118,5116,6811,327877,60,5121,5613,5118,131321,5123,131320,5123,
458997,60,6337,5613,5056,5121,5089,327761,9,5125,5069,0,327879,6,5127,5061,1076,327760,53,5128,5127,5127,458831,53,5129,
5128,5128,0,0,262256,360,5130,5129,327874,6,5132,5061,280,327879,6,5133,5132,1076,327760,53,5134,5133,5133,458831,53,
5135,5134,5134,0,0,262256,360,5136,5135,327761,9,5137,5130,0,327761,9,5138,5130,1,327761,9,5139,5136,0,327761,9,5140,
5136,1,458832,83,5141,5137,5138,5139,5140,327822,83,5142,5141,5125,327761,9,5145,5069,1,262271,9,5146,5145,327879,6,
5148,5066,1076,327760,53,5149,5148,5148,458831,53,5150,5149,5149,0,0,262256,360,5151,5150,327874,6,5153,5066,280,327879,
6,5154,5153,1076,327760,53,5155,5154,5154,458831,53,5156,5155,5155,0,0,262256,360,5157,5156,327761,9,5158,5151,0,327761,
9,5159,5151,1,327761,9,5160,5157,0,327761,9,5161,5157,1,458832,83,5162,5158,5159,5160,5161,327822,83,5163,5162,5146,
131321,5261,131320,5165,327814,6,5167,4610,264,327817,6,5169,4610,264,327812,6,5170,264,5169,327812,6,5172,2798,948,
327812,6,5174,4608,662,327808,6,5175,5172,5174,327812,6,5177,626,5167,327808,6,5178,5175,5177,327817,6,5180,5170,626,
327808,6,5181,5178,5180,262268,330,5628,6288,327814,6,5631,5181,184,327808,6,5632,2801,5631,327814,6,5633,5632,106,
393281,339,5634,5628,303,5633,393277,53,5635,5634,2,8,327814,6,5186,5170,626,327812,6,5187,184,5186,327760,53,5188,5187,
5187,327874,53,5189,5635,5188,327812,6,5191,2798,1148,327812,6,5193,4608,288,327808,6,5194,5191,5193,327812,6,5196,264,
5167,327808,6,5197,5194,5196,327814,6,5642,5197,184,327808,6,5643,2801,5642,327814,6,5644,5643,106,393281,339,5645,5628,
303,5644,393277,53,5646,5645,2,8,262268,387,5202,5646,327814,6,5204,5170,288,327812,6,5205,5204,264,262268,267,5206,
5205,393418,387,5207,5202,5206,280,262255,360,5208,5207,327812,6,5210,2798,1172,327812,6,5212,4608,184,327808,6,5213,
5210,5212,327814,6,5652,5213,184,327808,6,5653,2801,5652,393281,308,5654,6288,303,5653,393277,38,5655,5654,2,2,262257,6,
5656,5655,393228,360,5660,1,62,5656,327761,9,5661,5660,0,327812,6,5222,4608,948,327812,6,5225,662,5167,327808,6,5226,
5222,5225,327808,6,5228,5226,5170,327814,6,5668,5228,184,327808,6,5669,2801,5668,327814,6,5670,5669,106,393281,339,5671,
5628,303,5670,393277,53,5672,5671,2,8,327874,53,5678,5672,6809,327761,6,5679,5672,0,327761,6,5680,5672,1,327761,6,5681,
5678,0,327761,6,5682,5678,1,458832,60,5683,5679,5680,5681,5682,327879,60,5685,5683,6810,327874,53,5237,5189,6809,327761,
6,5238,5189,0,327761,6,5239,5189,1,327761,6,5240,5237,0,327761,6,5241,5237,1,458832,60,5242,5238,5239,5240,5241,327879,
60,5244,5242,6812,327876,60,5246,5244,6811,327877,60,5249,5685,5246,589903,83,5254,5208,5208,0,0,1,1,327822,83,5255,
5254,5661,327822,83,5259,5255,1228,131321,5261,131320,5261,458997,60,6336,6337,5123,5249,5165,458997,83,6328,5142,5123,
5255,5165,458997,83,6321,5163,5123,5259,5165,131321,5262,131320,5262,458997,60,6335,4994,4868,6336,5261,458997,83,6327,
5002,4868,6328,5261,458997,83,6320,5006,4868,6321,5261,131321,5263,131320,5263,458997,60,6334,4846,4786,6335,5262,
458997,83,6326,4854,4786,6327,5262,458997,83,6319,4865,4786,6320,5262,131321,5264,131320,5264,458997,60,6333,5460,4761,
6334,5263,458997,83,6325,4783,4761,6326,5263,458997,83,6318,414,4761,6319,5263,131321,5265,131320,5265,458997,60,6331,
4723,4751,6333,5264,458997,83,6324,4754,4751,6325,5264,458997,83,6317,4758,4751,6318,5264,131321,5266,131320,5266,
458997,60,6330,5342,4646,6331,5265,458997,83,6323,4671,4646,6324,5265,458997,83,6316,4675,4646,6317,5265,131321,5267,
131320,5267,458997,60,6329,5307,4612,6330,5266,458997,83,6322,4638,4612,6323,5266,458997,83,6315,4643,4612,6316,5266,
327761,6,2805,6329,0,196855,5728,0,196859,257,5690,131320,5690,196855,5712,0,262394,1236,5691,5712,131320,5691,327876,6,
5693,2805,1240,262268,267,5694,5693,327875,267,5695,5694,1240,262255,9,5696,5695,327876,6,5698,2805,555,262268,267,5699,
5698,327875,267,5700,5699,1240,262255,9,5701,5700,327876,6,5703,2805,280,262268,267,5704,5703,327875,267,5705,5704,1240,
262255,9,5706,5705,262268,267,5708,2805,327875,267,5709,5708,1240,262255,9,5710,5709,458832,83,5711,5696,5701,5706,5710,
131321,5728,131320,5712,327879,6,5714,2805,1076,262256,9,5715,5714,327874,6,5717,2805,280,327879,6,5718,5717,1076,
262256,9,5719,5718,327874,6,5721,2805,555,327879,6,5722,5721,1076,262256,9,5723,5722,327874,6,5725,2805,1240,262256,9,
5726,5725,458832,83,5727,5715,5719,5723,5726,131321,5728,131320,5728,458997,83,6338,5711,5691,5727,5712,327761,6,2808,
6329,1,196855,5772,0,196859,257,5734,131320,5734,196855,5756,0,262394,1236,5735,5756,131320,5735,327876,6,5737,2808,
1240,262268,267,5738,5737,327875,267,5739,5738,1240,262255,9,5740,5739,327876,6,5742,2808,555,262268,267,5743,5742,
327875,267,5744,5743,1240,262255,9,5745,5744,327876,6,5747,2808,280,262268,267,5748,5747,327875,267,5749,5748,1240,
262255,9,5750,5749,262268,267,5752,2808,327875,267,5753,5752,1240,262255,9,5754,5753,458832,83,5755,5740,5745,5750,5754,
131321,5772,131320,5756,327879,6,5758,2808,1076,262256,9,5759,5758,327874,6,5761,2808,280,327879,6,5762,5761,1076,
262256,9,5763,5762,327874,6,5765,2808,555,327879,6,5766,5765,1076,262256,9,5767,5766,327874,6,5769,2808,1240,262256,9,
5770,5769,458832,83,5771,5759,5763,5767,5770,131321,5772,131320,5772,458997,83,6339,5755,5735,5771,5756,327761,6,2811,
6329,2,196855,5816,0,196859,257,5778,131320,5778,196855,5800,0,262394,1236,5779,5800,131320,5779,327876,6,5781,2811,
1240,262268,267,5782,5781,327875,267,5783,5782,1240,262255,9,5784,5783,327876,6,5786,2811,555,262268,267,5787,5786,
327875,267,5788,5787,1240,262255,9,5789,5788,327876,6,5791,2811,280,262268,267,5792,5791,327875,267,5793,5792,1240,
262255,9,5794,5793,262268,267,5796,2811,327875,267,5797,5796,1240,262255,9,5798,5797,458832,83,5799,5784,5789,5794,5798,
131321,5816,131320,5800,327879,6,5802,2811,1076,262256,9,5803,5802,327874,6,5805,2811,280,327879,6,5806,5805,1076,
262256,9,5807,5806,327874,6,5809,2811,555,327879,6,5810,5809,1076,262256,9,5811,5810,327874,6,5813,2811,1240,262256,9,
5814,5813,458832,83,5815,5803,5807,5811,5814,131321,5816,131320,5816,458997,83,6340,5799,5779,5815,5800,327761,6,2814,
6329,3,196855,5860,0,196859,257,5822,131320,5822,196855,5844,0,262394,1236,5823,5844,131320,5823,327876,6,5825,2814,
1240,262268,267,5826,5825,327875,267,5827,5826,1240,262255,9,5828,5827,327876,6,5830,2814,555,262268,267,5831,5830,
327875,267,5832,5831,1240,262255,9,5833,5832,327876,6,5835,2814,280,262268,267,5836,5835,327875,267,5837,5836,1240,
262255,9,5838,5837,262268,267,5840,2814,327875,267,5841,5840,1240,262255,9,5842,5841,458832,83,5843,5828,5833,5838,5842,
131321,5860,131320,5844,327879,6,5846,2814,1076,262256,9,5847,5846,327874,6,5849,2814,280,327879,6,5850,5849,1076,
262256,9,5851,5850,327874,6,5853,2814,555,327879,6,5854,5853,1076,262256,9,5855,5854,327874,6,5857,2814,1240,262256,9,
5858,5857,458832,83,5859,5847,5851,5855,5858,131321,5860,131320,5860,458997,83,6341,5843,5823,5859,5844,131321,2817,
131320,2817,458997,6,6342,257,5860,2867,2821,327856,173,2820,6342,137,262390,2868,2821,1,262394,2820,2821,2868,131320,
2821,327812,6,2832,6342,106,327745,415,2835,2572,2832,262205,83,2836,2835,327828,9,2837,6338,2836,327808,6,6827,2832,8,
327745,415,6828,2572,6827,262205,83,6829,6828,327828,9,6830,6339,6829,327808,6,6842,2832,184,327745,415,6843,2572,6842,
262205,83,6844,6843,327828,9,6845,6340,6844,327808,6,6857,2832,198,327745,415,6858,2572,6857,262205,83,6859,6858,327828,
9,6860,6341,6859,458832,83,7185,2837,6830,6845,6860,327812,6,2844,6282,1785,327808,6,2846,2844,6285,327812,6,2847,2846,
137,327808,6,2849,2847,6342,327828,9,2853,6322,7185,327745,415,2857,2573,6342,262205,83,2858,2857,327828,9,2859,6315,
2858,327809,9,2860,2853,2859,327745,10,2861,2008,2849,262205,9,2862,2861,327809,9,2863,2862,2860,196670,2861,2863,
327808,6,2867,6342,268,131321,2817,131320,2868,131321,2869,131320,2869,131321,2870,131320,2870,327808,6,2872,6285,268,
131321,2722,131320,2873,131321,2874,131320,2874,327808,6,2876,6282,268,131321,2717,131320,2877,131321,2878,131320,2878,
327808,6,2880,6277,2136,131321,2629,131320,2881,131321,2244,131320,2244,327808,6,2299,6214,268,131321,2241,131320,2243,
131321,2301,131320,2301,458997,6,6216,257,2243,2349,2304,327856,173,2310,6216,2309,262390,2303,2304,1,262394,2310,2302,
2303,131320,2302,327856,173,2313,6216,2005,196855,2316,0,262394,2313,2315,2322,131320,2315,458764,6,2319,1,38,6216,2318,
327745,10,2320,2008,2319,262205,9,2321,2320,131321,2316,131320,2322,458764,6,2324,1,41,6216,2005,327810,6,2325,2324,
2005,327745,10,2326,1881,2325,262205,9,2327,2326,131321,2316,131320,2316,458997,9,6266,2321,2315,2327,2322,393566,9,
2329,198,0,6266,262477,173,2330,198,196855,2332,0,262394,2330,2331,2332,131320,2331,327812,6,2341,6216,2334,262205,6,
2343,2342,327808,6,2344,2341,2343,327745,2346,2347,2339,2344,196670,2347,2329,131321,2332,131320,2332,131321,2304,
131320,2304,327808,6,2349,6216,268,131321,2301,131320,2303,262368,184,184,2350,327745,1815,2352,1814,257,262205,6,2353,
2352,131321,2354,131320,2354,458997,6,6217,2353,2303,2496,2357,327856,173,2361,6217,2360,262390,2356,2357,0,262394,2361,
2355,2356,131320,2355,327814,6,2364,6217,137,327817,6,2367,6217,137,196670,2370,2371,131321,2374,131320,2374,458997,9,
6219,189,2355,6520,2377,458997,6,6218,257,2355,2419,2377,327856,173,2380,6218,2334,262390,2376,2377,0,262394,2380,2375,
2376,131320,2375,131321,2382,131320,2382,458997,6,6261,257,2375,2405,2383,327856,173,2388,6261,1950,262390,2384,2383,1,
262394,2388,2383,2384,131320,2383,327812,6,2391,6261,1785,327812,6,2392,2391,137,327808,6,2394,2392,6217,327812,6,2395,
2394,2334,327808,6,2397,2395,6218,327745,2346,2398,2339,2397,262205,9,2399,2398,327745,10,2400,2370,6261,262205,9,2401,
2400,327809,9,2402,2401,2399,196670,2400,2402,327808,6,2405,6261,268,131321,2382,131320,2384,196855,2408,0,262394,2406,
2407,2408,131320,2407,327808,6,2410,2005,2367,327812,6,2411,2410,2334,327808,6,2413,2411,6218,327745,2346,2414,2339,
2413,262205,9,2415,2414,327809,9,2417,6219,2415,131321,2408,131320,2408,458997,9,6520,6219,2384,2417,2407,131321,2377,
131320,2377,327808,6,2419,6218,268,131321,2374,131320,2376,196855,2424,0,262394,2421,2423,2434,131320,2423,327745,1501,
2426,1499,280,262205,6,2427,2426,262256,9,2428,2427,327816,9,2429,6219,2428,327745,1593,2430,1499,558,262205,9,2431,
2430,327809,9,2432,2429,2431,393228,9,2433,1,32,2432,131321,2424,131320,2434,131321,2424,131320,2424,458997,9,6220,2433,
2423,148,2434,196855,2440,0,262394,2437,2439,2442,131320,2439,131321,2440,131320,2442,196855,2446,0,262394,2443,2445,
2450,131320,2445,327808,6,2449,2152,2367,131321,2446,131320,2450,327808,6,2455,2233,2367,131321,2446,131320,2446,458997,
6,6221,2449,2445,2455,2450,131321,2440,131320,2440,458997,6,6222,2238,2439,6221,2446,327808,6,2460,2171,2364,327856,173,
2463,2460,2182,196855,2465,0,262394,2463,2464,2465,131320,2464,327808,6,2468,2152,2367,327856,173,2470,2468,2179,131321,
2465,131320,2465,458997,173,2471,2463,2440,2470,2464,196855,2473,0,262394,2471,2472,2473,131320,2472,327745,10,2477,
2370,303,262205,9,2478,2477,327813,9,2480,2478,6220,327745,10,2481,2370,268,262205,9,2482,2481,327813,9,2484,2482,6220,
327745,1501,5871,1499,1587,262205,6,5872,5871,327812,6,5873,6222,5872,327808,6,5875,5873,2460,327745,1593,5876,1499,865,
262205,9,5877,5876,327813,9,5879,2480,5877,196855,5934,0,262394,1602,5880,5919,131320,5880,131321,5881,131320,5881,
458997,9,6234,5879,5880,5914,5887,458997,6,6232,257,5880,5917,5887,327856,173,5886,6232,2235,262390,5918,5887,0,262394,
5886,5887,5918,131320,5887,327745,1617,5888,1499,1616,262205,1491,5889,5888,327808,6,5892,2238,6232,458817,1379,5893,
5889,303,5892,268,393277,9,5894,5893,2,4,327745,1538,5895,1499,729,262205,1369,5896,5895,458817,1512,5902,5889,303,5892,
303,393277,267,5903,5902,2,8,262268,6,5904,5903,327812,6,5907,5904,2182,327808,6,5909,5907,2460,393281,1379,5910,5896,
303,5909,393277,9,5911,5910,2,4,327813,9,5912,5894,5911,327809,9,5914,6234,5912,327808,6,5917,6232,268,131321,5881,
131320,5918,131321,5934,131320,5919,196855,5933,0,262394,1649,5920,5933,131320,5920,327745,1538,5921,1499,729,262205,
1369,5922,5921,327812,6,5926,6230,2182,327808,6,5928,5926,2460,393281,1379,5929,5922,303,5928,393277,9,5930,5929,2,4,
327809,9,5932,5879,5930,131321,5933,131320,5933,458997,9,6235,5879,5919,5932,5920,131321,5934,131320,5934,458997,9,6233,
6234,5918,6235,5933,196855,5964,0,262394,1665,5935,5957,131320,5935,327745,1593,5936,1499,1668,262205,9,5937,5936,
327813,9,5939,2484,5937,196855,5953,0,262394,1673,5940,5953,131320,5940,327745,1538,5941,1499,1676,262205,1369,5942,
5941,327812,6,5946,6230,2182,327808,6,5948,5946,2460,393281,1379,5949,5942,303,5948,393277,9,5950,5949,2,4,327809,9,
5952,5939,5950,131321,5953,131320,5953,458997,9,6241,5939,5935,5952,5940,196855,6026,0,196859,257,5985,131320,5985,
327850,173,5987,1689,8,196855,5993,0,262394,5987,5988,5993,131320,5988,327813,9,6032,149,6233,327813,9,6034,152,6233,
327813,9,6036,6034,6233,327809,9,6037,148,6036,327813,9,6038,6032,6037,393228,9,6039,1,27,6038,327809,9,6040,148,6039,
327816,9,6041,6233,6040,327813,9,5992,6041,6241,131321,6026,131320,5993,327850,173,5995,1689,184,196855,6004,0,262394,
5995,5996,6004,131320,5996,458764,9,5998,1,40,6233,189,327813,9,6001,5998,5998,327813,9,6003,6001,6241,131321,6026,
131320,6004,327850,173,6006,1689,198,196855,6021,0,262394,6006,6007,6021,131320,6007,458764,9,6009,1,37,6233,203,524300,
9,6011,1,43,6241,206,203,327813,9,6014,209,6009,393228,9,6015,1,27,6014,327809,9,6016,148,6015,327816,9,6017,6009,6016,
327809,9,6019,6011,148,327813,9,6020,6017,6019,131321,6026,131320,6021,262271,9,6046,6233,393228,9,6047,1,27,6046,
327809,9,6048,148,6047,327816,9,6049,6233,6048,327813,9,6025,6049,6241,131321,6026,131320,6026,721141,9,6242,5992,5988,
6003,5996,6020,6007,6025,6021,131321,5964,131320,5957,196855,5963,0,262394,1697,5958,5963,131320,5958,327745,1593,5960,
1499,1700,262205,9,5961,5960,327866,173,6055,5961,189,196855,6065,0,262394,6055,6056,6063,131320,6056,327816,9,6060,
6233,5961,524300,9,6070,1,43,6060,228,229,327813,9,6071,226,6070,393228,9,6072,1,27,6071,327809,9,6073,6072,148,327816,
9,6074,226,6073,327811,9,6075,148,6074,327813,9,6062,5961,6075,131321,6065,131320,6063,131321,6065,131320,6065,458997,9,
6236,6062,6056,6233,6063,131321,5963,131320,5963,458997,9,6244,6233,5957,6236,6065,131321,5964,131320,5964,458997,9,
6243,6242,6026,6244,5963,196855,5973,0,262394,1707,5965,5973,131320,5965,327745,1538,5966,1499,274,262205,1369,5967,
5966,393281,1379,5969,5967,303,5875,393277,9,5970,5969,2,4,327809,9,5972,6243,5970,131321,5973,131320,5973,458997,9,
6245,6243,5964,5972,5965,327745,1538,5974,1499,274,262205,1369,5975,5974,393281,1379,5978,5975,303,5875,327742,5978,
6245,2,4,131321,2473,131320,2473,131321,2357,131320,2357,327808,6,2496,6217,2136,131321,2354,131320,2356,131321,2510,
131320,2510,65789,65592,};
/* mm_f: mm_f.comp -O: baef9b20a5d2b87dc0af7650376cb0cc59a459ec934ec5d77c6fe55121c90e34, 35368 bytes 4ad1e23c4381d6a591a26e954cc00c098c40e3a6f31c581b7db7d62ec5cd85f3 */
static const uint32_t infer__spirv_mm_f[] = {
119734787,67072,851979,5215,0,131089,1,131089,4433,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,5348,1,
720911,5,4,1852399981,0,1508,1735,1774,2015,2124,2175,393547,4,38,7,8,8,262215,7,1,0,262215,39,6,2,196679,40,2,327752,
40,0,35,0,262215,265,1,2,262215,325,6,4,196679,326,2,327752,326,0,35,0,262215,340,6,8,196679,341,2,327752,341,0,35,0,
262215,355,6,16,196679,356,2,327752,356,0,35,0,262215,1303,6,16,196679,1304,2,327752,1304,0,35,0,262215,1379,6,4,196679,
1380,2,327752,1380,0,35,0,196679,1501,2,327752,1501,0,35,0,327752,1501,1,35,8,327752,1501,2,35,16,327752,1501,3,35,24,
327752,1501,4,35,32,327752,1501,5,35,40,327752,1501,6,35,48,327752,1501,7,35,56,327752,1501,8,35,64,327752,1501,9,35,68,
327752,1501,10,35,72,327752,1501,11,35,76,327752,1501,12,35,80,327752,1501,13,35,84,327752,1501,14,35,88,327752,1501,15,
35,92,327752,1501,16,35,96,327752,1501,17,35,104,327752,1501,18,35,112,327752,1501,19,35,116,327752,1501,20,35,120,
327752,1501,21,35,124,262215,1502,6,4,196679,1503,2,327752,1503,0,35,0,327752,1503,1,35,4,327752,1503,2,35,8,327752,
1503,3,35,12,327752,1503,4,35,16,327752,1504,0,35,0,327752,1504,1,35,4,262215,1505,6,8,196679,1506,2,327752,1506,0,35,0,
262215,1607,1,9,262215,1609,1,10,262215,1673,1,7,262215,1698,1,8,262215,1735,11,26,262215,1739,1,4,262215,1744,1,5,
262215,1774,11,24,262215,1794,1,11,262215,1800,1,6,262215,2015,11,27,262215,2020,1,12,262215,2034,1,13,262215,2139,1,0,
131091,2,196641,3,2,262165,6,32,0,262194,6,7,1,262187,6,8,1,196630,9,32,262176,10,7,9,196647,37,5349,262165,38,16,0,
196637,39,38,196638,40,39,262176,37,5349,40,262167,53,6,2,262167,60,6,4,262167,83,9,4,262187,6,106,4,262172,107,83,106,
262176,108,7,107,131092,134,262187,9,158,1065353216,262187,9,159,3217834538,262187,9,162,1027024659,262187,6,193,2,
262187,9,198,0,262187,6,207,3,262187,9,212,1088421888,262187,9,215,3235905536,262187,9,218,3218725667,262187,9,235,
1073741824,262187,9,237,3245342720,262187,9,238,1097859072,262194,6,265,0,262187,6,266,0,393268,134,267,170,265,266,
393268,134,268,170,265,8,393268,134,269,166,267,268,262187,6,270,30,393268,134,271,170,265,270,393268,134,272,166,269,
271,262187,6,273,8,393268,134,274,170,265,273,393268,134,275,166,272,274,262165,276,32,1,262187,276,277,1,262187,6,278,
12,393268,134,279,170,265,278,262187,6,280,13,393268,134,281,170,265,280,393268,134,282,166,279,281,262187,276,283,4,
262187,6,284,10,393268,134,285,174,265,284,262187,6,286,14,393268,134,287,178,265,286,393268,134,288,167,285,287,262187,
276,289,8,262187,276,290,2,458804,276,291,169,288,289,290,458804,276,292,169,282,283,291,458804,276,293,169,275,277,292,
393268,6,294,128,293,266,262187,6,297,16,393268,134,301,170,265,284,262187,6,302,11,393268,134,303,170,265,302,393268,
134,304,166,301,303,458804,276,305,169,304,283,289,393268,6,306,128,305,266,262187,276,312,0,262176,317,5349,38,196647,
324,5349,196637,325,6,196638,326,325,262176,324,5349,326,262176,333,5349,6,196647,339,5349,196637,340,53,196638,341,340,
262176,339,5349,341,262176,348,5349,53,196647,354,5349,196637,355,60,196638,356,355,262176,354,5349,356,262176,363,5349,
60,262167,369,9,2,262187,6,375,15,262187,6,377,2113665,262187,6,379,16843009,262167,396,276,2,262187,6,404,252645135,
262187,276,411,256,262187,276,412,32,458804,276,413,169,288,411,412,393268,6,414,128,413,266,393268,6,415,134,414,297,
393268,6,419,134,414,297,458796,83,423,198,198,198,198,262176,424,7,83,393268,134,426,170,265,193,262187,9,467,
3238002688,393268,134,474,170,265,207,262187,6,515,6,393268,134,516,170,265,515,262187,6,517,7,393268,134,518,170,265,
517,393268,134,519,166,516,518,393268,134,524,170,265,515,262187,276,564,16,262187,276,567,20,262167,577,276,4,262187,6,
588,20,262187,9,602,3246391296,393268,134,629,170,265,273,262187,6,635,32,393268,134,664,170,265,284,262187,6,671,64,
262187,6,720,80,262187,276,738,6,262187,6,741,50529027,393268,134,765,170,265,302,262187,6,812,96,262187,276,874,18,
262187,6,884,108,262187,276,915,3,262187,9,930,1107296256,262187,9,935,3229614080,393268,134,941,170,265,278,393268,134,
942,170,265,280,393268,134,943,166,941,942,393268,134,947,170,265,278,262187,6,957,128,262187,6,964,160,262187,6,979,
1061109567,262187,6,995,808464432,262187,6,1085,255,262187,6,1157,192,262187,6,1181,208,262187,9,1237,3254779904,393268,
134,1245,170,265,273,262187,276,1249,24,393268,134,1298,170,265,266,196647,1302,5349,196637,1303,83,196638,1304,1303,
262176,1302,5349,1304,262176,1311,5349,83,393268,134,1324,170,265,8,262187,6,1344,4294901760,393268,134,1373,170,265,
266,196647,1378,5349,196637,1379,9,196638,1380,1379,262176,1378,5349,1380,262176,1388,5349,9,393268,134,1392,170,265,8,
196647,1499,5349,196647,1500,5349,1572894,1501,1499,1378,37,37,1378,1378,1378,1378,6,6,6,6,6,6,6,6,1378,1500,9,9,9,9,
196637,1502,276,458782,1503,276,276,276,276,1502,262176,1499,5349,1503,262174,1504,276,9,196637,1505,1504,196638,1506,
1505,262176,1500,5349,1506,262176,1507,9,1501,262203,1507,1508,9,262187,276,1509,13,262176,1510,9,6,262176,1518,9,1499,
262176,1521,5349,276,262176,1547,9,1378,262187,276,1596,12,262176,1602,9,9,262194,6,1607,0,393268,134,1608,171,1607,266,
262194,6,1609,0,393268,134,1610,170,1609,193,393268,134,1611,167,1608,1610,262187,276,1621,14,262187,276,1625,17,262176,
1626,9,1500,262187,276,1644,9,393268,134,1658,171,1607,266,262194,6,1673,0,393268,134,1674,170,1673,193,262187,276,1677,
19,393268,134,1682,171,1607,266,262187,276,1685,7,262194,6,1698,0,393268,134,1706,170,1673,207,262187,276,1709,21,
393268,134,1716,170,1673,8,262167,1733,6,3,262176,1734,1,1733,262203,1734,1735,1,262176,1736,1,6,262194,6,1739,64,
262194,6,1744,64,393268,134,1763,171,1609,266,262203,1734,1774,1,262194,6,1794,0,393268,134,1795,171,1794,266,262194,6,
1800,2,262187,276,1840,10,393268,134,1873,170,1609,266,393268,134,1881,170,1609,8,262187,276,1898,11,393268,134,1923,
171,1794,266,393268,134,1929,170,1673,193,458804,276,1930,169,1929,290,277,393268,6,1931,128,1930,266,393268,134,1947,
170,1931,193,393268,134,1961,170,1609,193,393268,134,1978,170,1609,8,393268,134,1986,170,1673,207,262203,1734,2015,1,
262194,6,2020,4,393268,6,2021,134,1739,2020,393268,6,2033,132,1931,2020,262194,6,2034,4,393268,6,2035,132,2033,2034,
393268,6,2037,132,1931,2020,393268,6,2038,132,2037,2034,262172,2039,9,2038,262176,2040,7,2039,393268,6,2064,132,1931,
1739,393268,6,2065,132,2064,1800,262176,2087,9,37,393268,6,2118,132,1800,106,393268,6,2119,132,1931,1739,393268,6,2120,
128,2119,8,393268,6,2121,132,2118,2120,262172,2122,83,2121,262176,2123,4,2122,262203,2123,2124,4,262176,2135,4,83,
262194,6,2139,64,393268,6,2150,132,1744,1800,393268,6,2170,132,1800,106,393268,6,2171,128,1744,8,393268,6,2172,132,2170,
2171,262172,2173,83,2172,262176,2174,4,2173,262203,2174,2175,4,458804,276,2198,169,304,412,283,393268,6,2199,128,2198,
266,393268,134,2203,170,294,8,393268,134,2204,170,294,193,393268,134,2205,170,294,106,262187,276,2206,64,458804,276,
2207,169,2205,412,2206,458804,276,2208,169,2204,564,2207,458804,276,2209,169,2203,289,2208,393268,6,2210,128,2209,266,
262187,6,2225,264,393268,6,2233,132,1800,106,393268,6,2242,132,1931,2020,393268,6,2244,132,1931,2020,262172,2245,83,
2244,262176,2246,7,2245,393268,6,2273,134,1744,2034,393268,6,2287,132,1931,2020,393268,6,2338,132,1931,2020,393268,6,
2339,130,2338,2020,196609,6,4562,327724,396,4986,283,283,458796,60,4987,404,404,404,404,458796,577,4988,283,283,283,283,
458796,60,4989,741,741,741,741,458796,60,4990,375,375,375,375,458796,60,4991,207,207,207,207,458796,60,4992,379,379,379,
379,458796,577,4993,290,290,290,290,458796,83,4994,930,930,930,930,327724,396,4995,277,277,327734,2,4,0,3,131320,5,
262203,424,4067,7,262203,424,2588,7,262203,2040,2041,7,262203,108,2107,7,262203,2246,2247,7,196855,2372,0,196859,266,
2373,131320,2373,327745,1736,2406,1735,266,262205,6,2407,2406,327812,6,2408,2407,1739,327745,1736,2409,1735,8,262205,6,
2410,2409,327812,6,2411,2410,1744,327745,1510,2479,1508,1509,262205,6,2480,2479,327851,134,2481,2480,266,196855,2493,0,
262394,2481,2482,2492,131320,2482,327745,1518,2483,1508,312,262205,1499,2484,2483,327745,1521,2485,2484,277,393277,276,
2486,2485,2,4,327745,1521,2489,2484,290,393277,276,2490,2489,2,8,327810,276,2491,2486,2490,131321,2493,131320,2492,
131321,2493,131320,2493,458997,276,4535,2491,2482,312,2492,262268,6,2495,4535,327745,1518,2413,1508,312,262205,1499,
2414,2413,327745,1521,2415,2414,277,393277,276,2416,2415,2,4,262268,6,2417,2416,327810,6,2419,2417,2495,327745,1510,
2420,1508,289,262205,6,2421,2420,327808,6,2499,2421,375,327814,6,2500,2499,297,196855,2472,0,262394,1763,2423,2447,
131320,2423,327745,1547,2424,1508,564,262205,1378,2425,2424,262268,324,2426,2425,327745,1736,2427,1735,193,262205,6,
2428,2427,327745,1736,2429,1774,193,262205,6,2430,2429,327808,6,2431,2430,8,393281,333,2434,2426,312,2428,393277,6,2435,
2434,2,4,327808,6,2436,2431,2435,327808,6,2439,2428,8,393281,333,2440,2426,312,2439,393277,6,2441,2440,2,4,393277,6,
2445,2434,2,4,327810,6,2446,2441,2445,131321,2472,131320,2447,196855,2471,0,262394,1795,2448,2471,131320,2448,327808,6,
2450,2500,1800,327810,6,2451,2450,8,327814,6,2452,2451,1800,327745,1736,2454,1774,193,262205,6,2455,2454,327808,6,2456,
2452,2455,327810,6,2457,2456,8,327814,6,2460,2457,2455,327812,6,2461,2460,1800,327745,1736,2462,1735,193,262205,6,2463,
2462,327812,6,2465,2463,2461,327808,6,2468,2465,2461,458764,6,2470,1,38,2468,2500,131321,2471,131320,2471,458997,6,4546,
2500,2447,2470,2448,458997,6,4541,266,2447,2465,2448,131321,2472,131320,2472,458997,6,4569,2428,2423,266,2471,458997,6,
4559,2436,2423,4562,2471,458997,6,4545,2500,2423,4546,2471,458997,6,4540,266,2423,4541,2471,458997,6,4536,2446,2423,
2419,2471,327854,134,2010,2411,4536,196855,2012,0,262394,2010,2011,2012,131320,2011,131321,2372,131320,2012,327745,1736,
2016,2015,266,262205,6,2017,2016,327817,6,2022,2017,2021,327814,6,2025,2017,2021,131321,2027,131320,2027,458997,6,4538,
266,2012,2045,2028,327856,134,2036,4538,2035,262390,2029,2028,1,262394,2036,2028,2029,131320,2028,327745,10,2043,2041,
4538,196670,2043,198,327808,6,2045,4538,277,131321,2027,131320,2029,131321,2048,131320,2048,458997,6,4542,4540,2029,
2309,2051,327856,134,2055,4542,4545,262390,2050,2051,0,262394,2055,2049,2050,131320,2049,131321,2058,131320,2058,458997,
6,4601,2017,2049,2141,2061,327856,134,2066,4601,2065,262390,2060,2061,0,262394,2066,2059,2060,131320,2059,327817,6,2069,
4601,1800,327814,6,2072,4601,1800,327808,6,2077,4542,2069,327856,134,2079,2077,4545,196855,2081,0,262394,2079,2080,2081,
131320,2080,327856,134,2083,2072,1739,196855,2086,0,262394,2083,2085,2090,131320,2085,327745,2087,2088,1508,290,262205,
37,2089,2088,131321,2086,131320,2090,327745,2087,2091,1508,915,262205,37,2092,2091,131321,2086,131320,2086,458997,37,
4644,2089,2085,2092,2090,327817,6,2094,2072,1739,327745,1510,2504,1508,1644,262205,6,2505,2504,327812,6,2506,4569,2505,
327808,6,2509,2408,2094,327810,6,2512,2505,8,458764,6,2513,1,38,2509,2512,327808,6,2514,2506,2513,327745,1510,2515,1508,
1840,262205,6,2516,2515,327814,6,2517,2516,193,327812,6,2518,2514,2517,196855,2584,0,262394,272,2532,2553,131320,2532,
131321,2533,131320,2533,458997,6,4699,266,2532,2551,2549,327856,134,2536,4699,106,262390,2552,2549,1,262394,2536,2537,
2552,131320,2537,327812,6,2540,297,2077,327812,6,2542,106,4699,327808,6,2543,2540,2542,196855,2713,0,196859,266,2601,
131320,2601,327817,6,2603,2421,106,327850,134,2604,2603,266,196855,2657,0,262394,2604,2605,2657,131320,2605,327854,134,
2608,2543,2421,196855,2610,0,262394,2608,2609,2610,131320,2609,131321,2713,131320,2610,196855,2621,0,262394,1298,2611,
2621,131320,2611,262268,1302,2613,4644,327814,6,2615,2518,193,327808,6,2617,2615,2543,327814,6,2618,2617,106,393281,
1311,2619,2613,312,2618,393277,83,2620,2619,2,16,131321,2713,131320,2621,262268,339,2623,4644,327808,6,2626,2518,2543,
327814,6,2627,2626,106,393281,348,2628,2623,312,2627,393277,53,2629,2628,2,8,196855,2642,0,262394,1324,2630,2642,131320,
2630,327761,6,2632,2629,0,393228,369,2633,1,62,2632,327761,6,2635,2629,1,393228,369,2636,1,62,2635,327761,9,2637,2633,0,
327761,9,2638,2633,1,327761,9,2639,2636,0,327761,9,2640,2636,1,458832,83,2641,2637,2638,2639,2640,131321,2713,131320,
2642,327761,6,2644,2629,0,327876,6,2645,2644,564,327879,6,2648,2644,1344,327761,6,2650,2629,1,327876,6,2651,2650,564,
327879,6,2654,2650,1344,458832,60,2655,2645,2648,2651,2654,262268,83,2656,2655,131321,2713,131320,2657,196670,2588,423,
131321,2658,131320,2658,458997,6,4719,266,2657,2710,2708,262390,2711,2708,0,131321,2659,131320,2659,327856,134,2661,
4719,106,196855,2668,0,262394,2661,2662,2668,131320,2662,327808,6,2665,2543,4719,327856,134,2667,2665,2421,131321,2668,
131320,2668,458997,134,2669,2661,2659,2667,2662,262394,2669,2670,2711,131320,2670,196855,2705,0,262394,1373,2672,2683,
131320,2672,262268,1378,2674,4644,327814,6,2676,2518,193,327808,6,2678,2676,2543,327808,6,2680,2678,4719,393281,1388,
2681,2674,312,2680,393277,9,2682,2681,2,4,131321,2705,131320,2683,196855,2703,0,262394,1392,2684,2693,131320,2684,
327808,6,2687,2543,4719,327812,6,2688,193,2687,327814,6,2720,2688,193,327808,6,2721,2518,2720,393281,317,2722,4644,312,
2721,393277,38,2723,2722,2,2,262257,6,2724,2723,393228,369,2728,1,62,2724,327761,9,2729,2728,0,131321,2703,131320,2693,
327808,6,2696,2543,4719,327812,6,2697,193,2696,327814,6,2735,2697,193,327808,6,2736,2518,2735,393281,317,2737,4644,312,
2736,393277,38,2738,2737,2,2,262257,6,2739,2738,327876,6,2701,2739,564,262268,9,2702,2701,131321,2703,131320,2703,
458997,9,4721,2729,2684,2702,2693,131321,2705,131320,2705,458997,9,4722,2682,2672,4721,2703,327745,10,2707,2588,4719,
196670,2707,4722,131321,2708,131320,2708,327808,6,2710,4719,277,131321,2658,131320,2711,262205,83,2712,2588,131321,2713,
131320,2713,852213,83,4725,423,2609,2620,2611,2641,2630,2656,2642,2712,2711,327745,424,2548,2107,4699,196670,2548,4725,
131321,2549,131320,2549,327808,6,2551,4699,277,131321,2533,131320,2552,131321,2584,131320,2553,327814,6,2555,2421,414,
327814,6,2863,2077,415,327817,6,2865,2077,419,196855,3522,0,262394,426,2867,2900,131320,2867,327812,6,2869,2555,297,
327812,6,2871,2863,193,327808,6,2872,2869,2871,327814,6,3529,2872,193,327808,6,3530,2518,3529,393281,317,3531,4644,312,
3530,393277,38,3532,3531,2,2,262257,6,3533,3532,393228,369,3537,1,62,3533,327761,9,3538,3537,0,327812,6,2881,2863,297,
327812,6,2884,273,2865,327808,6,2885,2881,2884,262268,339,3542,4644,327814,6,3545,2885,193,327808,6,3546,2518,3545,
327814,6,3547,3546,106,393281,348,3548,3542,312,3547,393277,53,3549,3548,2,8,327874,53,3555,3549,4986,327761,6,3556,
3549,0,327761,6,3557,3549,1,327761,6,3558,3555,0,327761,6,3559,3555,1,458832,60,3560,3556,3557,3558,3559,327879,60,3562,
3560,4987,458832,83,2893,3538,3538,3538,3538,327813,9,2897,467,3538,458832,83,2898,2897,2897,2897,2897,131321,3522,
131320,2900,196855,3521,0,262394,474,2901,2932,131320,2901,327812,6,2903,2555,297,327812,6,2905,2863,106,327808,6,2906,
2903,2905,262268,324,3566,4644,327814,6,3569,2906,193,327808,6,3570,2518,3569,327814,6,3571,3570,193,393281,333,3572,
3566,312,3571,393277,6,3573,3572,2,4,393228,369,2910,1,62,3573,327812,6,2914,2863,297,327812,6,2917,273,2865,327808,6,
2918,2914,2917,262268,339,3577,4644,327814,6,3580,2918,193,327808,6,3581,2518,3580,327814,6,3582,3581,106,393281,348,
3583,3577,312,3582,393277,53,3584,3583,2,8,327874,53,3590,3584,4986,327761,6,3591,3584,0,327761,6,3592,3584,1,327761,6,
3593,3590,0,327761,6,3594,3590,1,458832,60,3595,3591,3592,3593,3594,327879,60,3597,3595,4987,327761,9,2925,2910,0,
458832,83,2926,2925,2925,2925,2925,327761,9,2929,2910,1,458832,83,2930,2929,2929,2929,2929,131321,3521,131320,2932,
196855,3520,0,262394,519,2933,3015,131320,2933,327812,6,2935,2555,297,327812,6,2937,2863,106,327808,6,2938,2935,2937,
262268,324,3601,4644,327814,6,3604,2938,193,327808,6,3605,2518,3604,327814,6,3606,3605,193,393281,333,3607,3601,312,
3606,393277,6,3608,3607,2,4,327812,6,2943,273,2865,327874,6,2944,3608,2943,327812,6,2948,2863,297,327808,6,2952,2948,
2943,262268,339,3612,4644,327814,6,3615,2952,193,327808,6,3616,2518,3615,327814,6,3617,3616,106,393281,348,3618,3612,
312,3617,393277,53,3619,3618,2,8,327874,53,3625,3619,4986,327761,6,3626,3619,0,327761,6,3627,3619,1,327761,6,3628,3625,
0,327761,6,3629,3625,1,458832,60,3630,3626,3627,3628,3629,327879,60,3632,3630,4987,327874,6,2960,2944,283,327879,6,3647,
2944,375,327812,6,3648,3647,377,327879,6,3649,3648,379,327879,6,3653,2960,375,327812,6,3654,3653,377,327879,6,3655,3654,
379,327874,6,2964,2944,564,327874,6,2966,2944,567,327879,6,3670,2964,375,327812,6,3671,3670,377,327879,6,3672,3671,379,
327879,6,3676,2966,375,327812,6,3677,3676,377,327879,6,3678,3677,379,458832,60,2973,3649,3655,3672,3678,327876,60,2975,
2973,4988,327877,60,2978,3632,2975,196855,3006,0,262394,524,2981,2996,131320,2981,327812,6,2983,2555,588,327812,6,2985,
2863,193,327808,6,2986,2983,2985,327814,6,3684,2986,193,327808,6,3685,2518,3684,393281,317,3686,4644,312,3685,393277,38,
3687,3686,2,2,262257,6,3688,3687,393228,369,3692,1,62,3688,327761,9,3693,3692,0,327813,9,2994,602,3693,327760,369,5185,
3693,2994,131321,3006,131320,2996,327812,6,2998,2555,588,327808,6,3001,2998,2937,327814,6,3700,3001,193,327808,6,3701,
2518,3700,327814,6,3702,3701,193,393281,333,3703,3601,312,3702,393277,6,3704,3703,2,4,393228,369,3005,1,62,3704,131321,
3006,131320,3006,458997,369,4672,5185,2981,3005,2996,327761,9,3008,4672,0,458832,83,3009,3008,3008,3008,3008,327761,9,
3012,4672,1,458832,83,3013,3012,3012,3012,3012,131321,3520,131320,3015,196855,3519,0,262394,629,3016,3040,131320,3016,
327812,6,3020,2863,635,327812,6,3023,297,2865,327808,6,3024,3020,3023,262268,354,3708,4644,327814,6,3711,3024,193,
327808,6,3712,2518,3711,327814,6,3713,3712,273,393281,363,3714,3708,312,3713,393277,60,3715,3714,2,16,327812,6,3030,
2555,635,327812,6,3032,2863,193,327808,6,3033,3030,3032,327814,6,3721,3033,193,327808,6,3722,2518,3721,393281,317,3723,
4644,312,3722,393277,38,3724,3723,2,2,262257,6,3725,3724,393228,369,3729,1,62,3725,327761,9,3730,3729,0,458832,83,3038,
3730,3730,3730,3730,131321,3519,131320,3040,196855,3518,0,262394,664,3041,3122,131320,3041,327812,6,3045,2863,671,
327812,6,3048,106,2865,327808,6,3049,3045,3048,262268,324,3734,4644,327814,6,3737,3049,193,327808,6,3738,2518,3737,
327814,6,3739,3738,193,393281,333,3740,3734,312,3739,393277,6,3741,3740,2,4,327814,6,3054,2865,273,327812,6,3056,2555,
671,327812,6,3058,2863,297,327808,6,3059,3056,3058,327812,6,3061,273,3054,327808,6,3062,3059,3061,262268,339,3745,4644,
327814,6,3748,3062,193,327808,6,3749,2518,3748,327814,6,3750,3749,106,393281,348,3751,3745,312,3750,393277,53,3752,3751,
2,8,327817,6,3067,2865,273,327814,6,3068,3067,106,327812,6,3069,273,3068,327760,53,3070,3069,3069,327874,53,3071,3752,
3070,327761,6,3073,3071,0,327874,6,3076,3073,564,327761,6,3078,3071,1,327874,6,3081,3078,564,458832,60,3082,3073,3076,
3078,3081,327812,6,3084,2555,720,327812,6,3086,2863,106,327808,6,3087,3084,3086,327814,6,3759,3087,193,327808,6,3760,
2518,3759,327814,6,3761,3760,193,393281,333,3762,3734,312,3761,393277,6,3763,3762,2,4,393228,369,3091,1,62,3763,327874,
6,3094,3741,290,327874,6,3096,3741,283,327874,6,3098,3741,738,458832,60,3099,3741,3094,3096,3098,327879,60,3101,3099,
4989,327761,9,3104,3091,0,327879,60,3107,3082,4990,262256,83,3108,3107,327822,83,3109,3108,3104,327761,9,3112,3091,1,
262271,9,3113,3112,327874,60,3116,3082,4988,327879,60,3118,3116,4990,262256,83,3119,3118,327822,83,3120,3119,3113,
131321,3518,131320,3122,196855,3517,0,262394,765,3123,3263,131320,3123,327812,6,3127,2863,671,327812,6,3130,106,2865,
327808,6,3131,3127,3130,262268,324,3767,4644,327814,6,3770,3131,193,327808,6,3771,2518,3770,327814,6,3772,3771,193,
393281,333,3773,3767,312,3772,393277,6,3774,3773,2,4,327814,6,3136,2865,273,327817,6,3138,2865,273,327814,6,3139,3138,
106,327812,6,3140,273,3139,327812,6,3142,2555,671,327812,6,3144,2863,635,327808,6,3145,3142,3144,327812,6,3148,106,3138,
327808,6,3149,3145,3148,327814,6,3781,3149,193,327808,6,3782,2518,3781,327814,6,3783,3782,193,393281,333,3784,3767,312,
3783,393277,6,3785,3784,2,4,327812,6,3154,106,3136,327874,6,3155,3785,3154,327812,6,3157,2555,812,327812,6,3159,2863,
278,327808,6,3160,3157,3159,327814,6,3792,3160,193,327808,6,3793,2518,3792,327814,6,3794,3793,193,393281,333,3795,3767,
312,3794,393277,6,3796,3795,2,4,327808,6,3166,3160,106,327814,6,3803,3166,193,327808,6,3804,2518,3803,327814,6,3805,
3804,193,393281,333,3806,3767,312,3805,393277,6,3807,3806,2,4,327760,53,3170,3796,3807,327808,6,3174,3154,3140,327760,
53,3175,3174,3174,327874,53,3176,3170,3175,327808,6,3178,3160,273,327814,6,3814,3178,193,327808,6,3815,2518,3814,327814,
6,3816,3815,193,393281,333,3817,3767,312,3816,393277,6,3818,3817,2,4,327874,6,3186,3818,3174,327761,6,3188,3176,0,
327874,6,3191,3188,564,327761,6,3193,3176,1,327874,6,3196,3193,564,458832,60,3197,3188,3191,3193,3196,327879,60,3199,
3197,4990,327874,6,3202,3186,564,327874,6,3204,3186,290,327874,6,3206,3186,874,458832,60,3207,3186,3202,3204,3206,
327879,60,3209,3207,4991,327876,60,3211,3209,4988,327877,60,3213,3199,3211,327812,6,3215,2555,884,327812,6,3217,2863,
193,327808,6,3218,3215,3217,327814,6,3824,3218,193,327808,6,3825,2518,3824,393281,317,3826,4644,312,3825,393277,38,3827,
3826,2,2,262257,6,3828,3827,393228,369,3832,1,62,3828,327761,9,3833,3832,0,327874,6,3226,3774,290,327874,6,3228,3774,
283,327874,6,3230,3774,738,458832,60,3231,3774,3226,3228,3230,327879,60,3233,3231,4989,327874,6,3237,3155,277,327874,6,
3239,3155,290,327874,6,3241,3155,915,458832,60,3242,3155,3237,3239,3241,327879,60,3244,3242,4992,327876,60,3246,3244,
4993,327877,60,3249,3233,3246,262256,83,3254,3213,327811,83,3256,3254,4994,327822,83,3257,3256,3833,327822,83,3261,3257,
935,131321,3517,131320,3263,196855,3516,0,262394,943,3264,3420,131320,3264,327814,6,3266,2865,106,196855,3280,0,262394,
947,3268,3274,131320,3268,327812,6,3270,2555,957,327812,6,3272,2863,297,327808,6,3273,3270,3272,131321,3280,131320,3274,
327812,6,3276,2555,964,327812,6,3278,2863,297,327808,6,3279,3276,3278,131321,3280,131320,3280,458997,6,4666,3273,3268,
3279,3274,262268,354,3837,4644,327814,6,3840,4666,193,327808,6,3841,2518,3840,327814,6,3842,3841,273,393281,363,3843,
3837,312,3842,393277,60,3844,3843,2,16,327761,6,3286,3844,1,327879,6,3287,3286,979,327761,6,3289,3844,2,327879,6,3290,
3289,979,327854,134,3292,3266,193,196855,3311,0,262394,3292,3293,3311,131320,3293,327761,6,3295,3844,3,327879,6,3296,
3295,404,327874,6,3299,3286,290,327879,6,3300,3299,995,327877,6,3301,3296,3300,327874,6,3304,3295,283,327879,6,3305,
3304,404,327874,6,3308,3289,290,327879,6,3309,3308,995,327877,6,3310,3305,3309,131321,3311,131320,3311,458997,6,4668,
3290,3280,3310,3293,458997,6,4667,3287,3280,3301,3293,327817,6,3313,3266,193,327812,6,3314,297,3313,327874,6,3316,4667,
3314,327874,6,3321,4668,3314,327761,6,3323,3844,0,393228,369,3324,1,62,3323,327812,6,3328,2863,957,327812,6,3331,635,
3266,327808,6,3332,3328,3331,327817,6,3334,2865,106,327812,6,3335,273,3334,327808,6,3336,3332,3335,262268,339,3848,4644,
327814,6,3851,3336,193,327808,6,3852,2518,3851,327814,6,3853,3852,106,393281,348,3854,3848,312,3853,393277,53,3855,3854,
2,8,327874,53,3861,3855,4986,327761,6,3862,3855,0,327761,6,3863,3855,1,327761,6,3864,3861,0,327761,6,3865,3861,1,458832,
60,3866,3862,3863,3864,3865,327879,60,3868,3866,4987,262312,134,3343,947,196855,3378,0,262394,3343,3344,3378,131320,
3344,327812,6,3346,2555,957,327812,6,3348,2863,635,327808,6,3349,3346,3348,327808,6,3353,3349,3335,327814,6,3875,3353,
193,327808,6,3876,2518,3875,327814,6,3877,3876,106,393281,348,3878,3848,312,3877,393277,53,3879,3878,2,8,327812,6,3358,
193,3266,327760,53,3359,3358,3358,327874,53,3360,3879,3359,327874,53,3364,3360,4995,327761,6,3365,3360,0,327761,6,3366,
3360,1,327761,6,3367,3364,0,327761,6,3368,3364,1,458832,60,3369,3365,3366,3367,3368,327879,60,3371,3369,4992,327876,60,
3373,3371,4988,327877,60,3376,3868,3373,131321,3378,131320,3378,458997,60,4695,3868,3311,3376,3344,327761,9,3380,3324,0,
327879,6,3382,3316,1085,327760,53,3383,3382,3382,458831,53,3384,3383,3383,0,0,262256,369,3385,3384,327874,6,3387,3316,
289,327879,6,3388,3387,1085,327760,53,3389,3388,3388,458831,53,3390,3389,3389,0,0,262256,369,3391,3390,327761,9,3392,
3385,0,327761,9,3393,3385,1,327761,9,3394,3391,0,327761,9,3395,3391,1,458832,83,3396,3392,3393,3394,3395,327822,83,3397,
3396,3380,327761,9,3400,3324,1,262271,9,3401,3400,327879,6,3403,3321,1085,327760,53,3404,3403,3403,458831,53,3405,3404,
3404,0,0,262256,369,3406,3405,327874,6,3408,3321,289,327879,6,3409,3408,1085,327760,53,3410,3409,3409,458831,53,3411,
3410,3410,0,0,262256,369,3412,3411,327761,9,3413,3406,0,327761,9,3414,3406,1,327761,9,3415,3412,0,327761,9,3416,3412,1,
458832,83,3417,3413,3414,3415,3416,327822,83,3418,3417,3401,131321,3516,131320,3420,327814,6,3422,2865,273,327817,6,
3424,2865,273,327812,6,3425,273,3424,327812,6,3427,2555,957,327812,6,3429,2863,671,327808,6,3430,3427,3429,327812,6,
3432,635,3422,327808,6,3433,3430,3432,327817,6,3435,3425,635,327808,6,3436,3433,3435,262268,339,3883,4644,327814,6,3886,
3436,193,327808,6,3887,2518,3886,327814,6,3888,3887,106,393281,348,3889,3883,312,3888,393277,53,3890,3889,2,8,327814,6,
3441,3425,635,327812,6,3442,193,3441,327760,53,3443,3442,3442,327874,53,3444,3890,3443,327812,6,3446,2555,1157,327812,6,
3448,2863,297,327808,6,3449,3446,3448,327812,6,3451,273,3422,327808,6,3452,3449,3451,327814,6,3897,3452,193,327808,6,
3898,2518,3897,327814,6,3899,3898,106,393281,348,3900,3883,312,3899,393277,53,3901,3900,2,8,262268,396,3457,3901,327814,
6,3459,3425,297,327812,6,3460,3459,273,262268,276,3461,3460,393418,396,3462,3457,3461,289,262255,369,3463,3462,327812,6,
3465,2555,1181,327812,6,3467,2863,193,327808,6,3468,3465,3467,327814,6,3907,3468,193,327808,6,3908,2518,3907,393281,317,
3909,4644,312,3908,393277,38,3910,3909,2,2,262257,6,3911,3910,393228,369,3915,1,62,3911,327761,9,3916,3915,0,327812,6,
3477,2863,957,327812,6,3480,671,3422,327808,6,3481,3477,3480,327808,6,3483,3481,3425,327814,6,3923,3483,193,327808,6,
3924,2518,3923,327814,6,3925,3924,106,393281,348,3926,3883,312,3925,393277,53,3927,3926,2,8,327874,53,3933,3927,4986,
327761,6,3934,3927,0,327761,6,3935,3927,1,327761,6,3936,3933,0,327761,6,3937,3933,1,458832,60,3938,3934,3935,3936,3937,
327879,60,3940,3938,4987,327874,53,3492,3444,4986,327761,6,3493,3444,0,327761,6,3494,3444,1,327761,6,3495,3492,0,327761,
6,3496,3492,1,458832,60,3497,3493,3494,3495,3496,327879,60,3499,3497,4989,327876,60,3501,3499,4988,327877,60,3504,3940,
3501,589903,83,3509,3463,3463,0,0,1,1,327822,83,3510,3509,3916,327822,83,3514,3510,1237,131321,3516,131320,3516,458997,
60,4694,4695,3378,3504,3420,458997,83,4686,3397,3378,3510,3420,458997,83,4679,3418,3378,3514,3420,131321,3517,131320,
3517,458997,60,4693,3249,3123,4694,3516,458997,83,4685,3257,3123,4686,3516,458997,83,4678,3261,3123,4679,3516,131321,
3518,131320,3518,458997,60,4692,3101,3041,4693,3517,458997,83,4684,3109,3041,4685,3517,458997,83,4677,3120,3041,4678,
3517,131321,3519,131320,3519,458997,60,4691,3715,3016,4692,3518,458997,83,4683,3038,3016,4684,3518,458997,83,4676,423,
3016,4677,3518,131321,3520,131320,3520,458997,60,4689,2978,3006,4691,3519,458997,83,4682,3009,3006,4683,3519,458997,83,
4675,3013,3006,4676,3519,131321,3521,131320,3521,458997,60,4688,3597,2901,4689,3520,458997,83,4681,2926,2901,4682,3520,
458997,83,4674,2930,2901,4675,3520,131321,3522,131320,3522,458997,60,4687,3562,2867,4688,3521,458997,83,4680,2893,2867,
4681,3521,458997,83,4673,2898,2867,4674,3521,327761,9,2568,4680,0,327761,6,2571,4687,0,196855,3983,0,196859,266,3945,
131320,3945,196855,3967,0,262394,1245,3946,3967,131320,3946,327876,6,3948,2571,1249,262268,276,3949,3948,327875,276,
3950,3949,1249,262255,9,3951,3950,327876,6,3953,2571,564,262268,276,3954,3953,327875,276,3955,3954,1249,262255,9,3956,
3955,327876,6,3958,2571,289,262268,276,3959,3958,327875,276,3960,3959,1249,262255,9,3961,3960,262268,276,3963,2571,
327875,276,3964,3963,1249,262255,9,3965,3964,458832,83,3966,3951,3956,3961,3965,131321,3983,131320,3967,327879,6,3969,
2571,1085,262256,9,3970,3969,327874,6,3972,2571,289,327879,6,3973,3972,1085,262256,9,3974,3973,327874,6,3976,2571,564,
327879,6,3977,3976,1085,262256,9,3978,3977,327874,6,3980,2571,1249,262256,9,3981,3980,458832,83,3982,3970,3974,3978,
3981,131321,3983,131320,3983,458997,83,4697,3966,3946,3982,3967,327822,83,2573,4697,2568,327761,9,2576,4673,0,458832,83,
2577,2576,2576,2576,2576,327809,83,2578,2573,2577,327745,424,2579,2107,266,196670,2579,2578,327761,9,5002,4680,1,327761,
6,5004,4687,1,196855,5035,0,196859,266,5005,131320,5005,196855,5023,0,262394,1245,5006,5023,131320,5006,327876,6,5007,
5004,1249,262268,276,5008,5007,327875,276,5009,5008,1249,262255,9,5010,5009,327876,6,5011,5004,564,262268,276,5012,5011,
327875,276,5013,5012,1249,262255,9,5014,5013,327876,6,5015,5004,289,262268,276,5016,5015,327875,276,5017,5016,1249,
262255,9,5018,5017,262268,276,5019,5004,327875,276,5020,5019,1249,262255,9,5021,5020,458832,83,5022,5010,5014,5018,5021,
131321,5035,131320,5023,327879,6,5024,5004,1085,262256,9,5025,5024,327874,6,5026,5004,289,327879,6,5027,5026,1085,
262256,9,5028,5027,327874,6,5029,5004,564,327879,6,5030,5029,1085,262256,9,5031,5030,327874,6,5032,5004,1249,262256,9,
5033,5032,458832,83,5034,5025,5028,5031,5033,131321,5035,131320,5035,458997,83,5036,5022,5006,5034,5023,327822,83,5037,
5036,5002,327761,9,5039,4673,1,458832,83,5040,5039,5039,5039,5039,327809,83,5041,5037,5040,327745,424,5042,2107,8,
196670,5042,5041,327761,9,5051,4680,2,327761,6,5053,4687,2,196855,5084,0,196859,266,5054,131320,5054,196855,5072,0,
262394,1245,5055,5072,131320,5055,327876,6,5056,5053,1249,262268,276,5057,5056,327875,276,5058,5057,1249,262255,9,5059,
5058,327876,6,5060,5053,564,262268,276,5061,5060,327875,276,5062,5061,1249,262255,9,5063,5062,327876,6,5064,5053,289,
262268,276,5065,5064,327875,276,5066,5065,1249,262255,9,5067,5066,262268,276,5068,5053,327875,276,5069,5068,1249,262255,
9,5070,5069,458832,83,5071,5059,5063,5067,5070,131321,5084,131320,5072,327879,6,5073,5053,1085,262256,9,5074,5073,
327874,6,5075,5053,289,327879,6,5076,5075,1085,262256,9,5077,5076,327874,6,5078,5053,564,327879,6,5079,5078,1085,262256,
9,5080,5079,327874,6,5081,5053,1249,262256,9,5082,5081,458832,83,5083,5074,5077,5080,5082,131321,5084,131320,5084,
458997,83,5085,5071,5055,5083,5072,327822,83,5086,5085,5051,327761,9,5088,4673,2,458832,83,5089,5088,5088,5088,5088,
327809,83,5090,5086,5089,327745,424,5091,2107,193,196670,5091,5090,327761,9,5100,4680,3,327761,6,5102,4687,3,196855,
5133,0,196859,266,5103,131320,5103,196855,5121,0,262394,1245,5104,5121,131320,5104,327876,6,5105,5102,1249,262268,276,
5106,5105,327875,276,5107,5106,1249,262255,9,5108,5107,327876,6,5109,5102,564,262268,276,5110,5109,327875,276,5111,5110,
1249,262255,9,5112,5111,327876,6,5113,5102,289,262268,276,5114,5113,327875,276,5115,5114,1249,262255,9,5116,5115,262268,
276,5117,5102,327875,276,5118,5117,1249,262255,9,5119,5118,458832,83,5120,5108,5112,5116,5119,131321,5133,131320,5121,
327879,6,5122,5102,1085,262256,9,5123,5122,327874,6,5124,5102,289,327879,6,5125,5124,1085,262256,9,5126,5125,327874,6,
5127,5102,564,327879,6,5128,5127,1085,262256,9,5129,5128,327874,6,5130,5102,1249,262256,9,5131,5130,458832,83,5132,5123,
5126,5129,5131,131321,5133,131320,5133,458997,83,5134,5120,5104,5132,5121,327822,83,5135,5134,5100,327761,9,5137,4673,3,
458832,83,5138,5137,5137,5137,5137,327809,83,5139,5135,5138,327745,424,5140,2107,207,196670,5140,5139,131321,2584,
131320,2584,262205,107,2109,2107,327761,83,5195,2109,0,327761,83,5196,2109,1,327761,83,5197,2109,2,327761,83,5198,2109,
3,131321,2081,131320,2081,458997,83,5214,423,2059,5198,2584,458997,83,5213,423,2059,5197,2584,458997,83,5212,423,2059,
5196,2584,458997,83,5211,423,2059,5195,2584,327812,6,2126,2069,106,327812,6,2129,2126,2120,327808,6,2131,2129,2072,
327745,2135,2136,2124,2131,196670,2136,5211,327808,6,5149,2126,8,327812,6,5150,5149,2120,327808,6,5151,5150,2072,327745,
2135,5154,2124,5151,196670,5154,5212,327808,6,5163,2126,193,327812,6,5164,5163,2120,327808,6,5165,5164,2072,327745,2135,
5168,2124,5165,196670,5168,5213,327808,6,5177,2126,207,327812,6,5178,5177,2120,327808,6,5179,5178,2072,327745,2135,5182,
2124,5179,196670,5182,5214,131321,2061,131320,2061,327808,6,2141,4601,2139,131321,2058,131320,2060,131321,2144,131320,
2144,458997,6,4602,2017,2060,2224,2147,327856,134,2151,4602,2150,262390,2146,2147,0,262394,2151,2145,2146,131320,2145,
327817,6,2154,4602,1800,327814,6,2157,4602,1800,196855,4008,0,262394,1873,3993,3996,131320,3993,327808,6,4019,2411,2157,
327810,6,4021,4536,8,458764,6,4022,1,38,4019,4021,327808,6,4023,2495,4022,131321,4008,131320,3996,196855,4006,0,262394,
1881,3997,4003,131320,3997,327745,1547,4026,1508,564,262205,1378,4027,4026,262268,324,4028,4027,327808,6,4032,2411,2157,
327810,6,4034,4536,8,458764,6,4035,1,38,4032,4034,327808,6,4036,4559,4035,393281,333,4037,4028,312,4036,393277,6,4038,
4037,2,4,327745,1510,4000,1508,1621,262205,6,4001,4000,327814,6,4002,4038,4001,131321,4006,131320,4003,327745,1547,4041,
1508,564,262205,1378,4042,4041,262268,324,4043,4042,327808,6,4047,2411,2157,327810,6,4049,4536,8,458764,6,4050,1,38,
4047,4049,327808,6,4051,4559,4050,393281,333,4052,4043,312,4051,393277,6,4053,4052,2,4,131321,4006,131320,4006,458997,6,
4617,4002,3997,4053,4003,131321,4008,131320,4008,458997,6,4618,4023,3993,4617,4006,327745,1510,4011,1508,1898,262205,6,
4012,4011,327812,6,4013,4618,4012,131321,2163,131320,2163,458997,6,4619,266,4008,2222,2166,327856,134,2169,4619,106,
262390,2165,2166,1,262394,2169,2164,2165,131320,2164,327812,6,2177,2154,106,327808,6,2179,2177,4619,327812,6,2180,2179,
2171,327808,6,2182,2180,2157,327808,6,2185,4542,2154,327856,134,2187,2185,4545,196855,2190,0,262394,2187,2189,2218,
131320,2189,327814,6,4057,2185,294,327812,6,4058,4057,294,327812,6,4059,4058,297,327817,6,4061,2185,294,327812,6,4062,
4061,306,327808,6,4063,4059,4062,327817,6,2197,4619,193,327812,6,2200,2197,2199,327814,6,2202,4619,193,327812,6,2211,
2202,2210,327808,6,2212,2200,2211,327808,6,2213,4063,2212,196855,4125,0,196859,266,4071,131320,4071,327817,6,4074,2421,
106,327850,134,4075,4074,266,196855,4094,0,262394,4075,4076,4094,131320,4076,327856,134,4080,2213,2421,196855,4092,0,
262394,4080,4081,4091,131320,4081,327745,1547,4082,1508,277,262205,1378,4083,4082,262268,1302,4084,4083,327808,6,4087,
4013,2213,327814,6,4088,4087,106,393281,1311,4089,4084,312,4088,393277,83,4090,4089,2,16,131321,4092,131320,4091,131321,
4092,131320,4092,458997,83,4633,4090,4081,423,4091,131321,4125,131320,4094,196670,4067,423,131321,4095,131320,4095,
458997,6,4631,266,4094,4122,4108,262390,4123,4108,0,131321,4096,131320,4096,327856,134,4098,4631,106,196855,4106,0,
262394,4098,4099,4106,131320,4099,327808,6,4102,2213,4631,327856,134,4105,4102,2421,131321,4106,131320,4106,458997,134,
4107,4098,4096,4105,4099,262394,4107,4108,4123,131320,4108,327745,1547,4110,1508,277,262205,1378,4111,4110,327808,6,
4114,4013,2213,327808,6,4116,4114,4631,393281,1388,4117,4111,312,4116,393277,9,4118,4117,2,4,327745,10,4119,4067,4631,
196670,4119,4118,327808,6,4122,4631,277,131321,4095,131320,4123,262205,83,4124,4067,131321,4125,131320,4125,458997,83,
4634,4633,4092,4124,4123,131321,2190,131320,2218,131321,2190,131320,2190,458997,83,4635,4634,4125,423,2218,327745,2135,
2220,2175,2182,196670,2220,4635,131321,2166,131320,2166,327808,6,2222,4619,277,131321,2163,131320,2165,131321,2147,
131320,2147,327808,6,2224,4602,2139,131321,2144,131320,2146,262368,193,193,2225,131321,2227,131320,2227,458997,6,4603,
266,2146,2307,2230,327856,134,2234,4603,2233,262390,2229,2230,0,262394,2234,2228,2229,131320,2228,131321,2236,131320,
2236,458997,6,4607,266,2228,2260,2237,327856,134,2243,4607,2242,262390,2238,2237,1,262394,2243,2237,2238,131320,2237,
327812,6,2250,4603,2120,327812,6,2252,4607,2021,327808,6,2253,2250,2252,327808,6,2255,2253,2022,327745,2135,2256,2124,
2255,262205,83,2257,2256,327745,424,2258,2247,4607,196670,2258,2257,327808,6,2260,4607,277,131321,2236,131320,2238,
131321,2262,131320,2262,458997,6,4608,266,2238,2305,2265,327856,134,2268,4608,2034,262390,2264,2265,1,262394,2268,2263,
2264,131320,2263,327812,6,2271,4603,2171,327812,6,2274,4608,2273,327808,6,2275,2271,2274,327808,6,2277,2275,2025,327745,
2135,2278,2175,2277,262205,83,2279,2278,131321,2281,131320,2281,458997,6,4611,266,2263,2303,2282,327856,134,2288,4611,
2287,262390,2283,2282,1,262394,2288,2282,2283,131320,2282,327812,6,2290,4611,2034,327808,6,2292,2290,4608,327745,424,
2294,2247,4611,262205,83,2295,2294,327828,9,2297,2295,2279,327745,10,2298,2041,2292,262205,9,2299,2298,327809,9,2300,
2299,2297,196670,2298,2300,327808,6,2303,4611,277,131321,2281,131320,2283,131321,2265,131320,2265,327808,6,2305,4608,
277,131321,2262,131320,2264,131321,2230,131320,2230,327808,6,2307,4603,277,131321,2227,131320,2229,262368,193,193,2225,
131321,2051,131320,2051,327808,6,2309,4542,1800,131321,2048,131320,2050,131321,2311,131320,2311,458997,6,4547,266,2050,
2357,2314,327856,134,2317,4547,2020,262390,2313,2314,1,262394,2317,2312,2313,131320,2312,131321,2319,131320,2319,458997,
6,4548,266,2312,2355,2322,327856,134,2325,4548,2034,262390,2321,2322,1,262394,2325,2320,2321,131320,2320,327812,6,2327,
4547,2021,327808,6,2329,2327,2022,327812,6,2331,4548,2273,327808,6,2333,2331,2025,327812,6,2335,4547,2034,327808,6,2337,
2335,4548,327808,6,2341,2339,4547,327812,6,2342,2341,2034,327808,6,2344,2342,4548,327745,10,2348,2041,2337,262205,9,
2349,2348,327745,10,2351,2041,2344,262205,9,2352,2351,196855,4226,0,196859,266,4143,131320,4143,327808,6,4146,2408,2329,
327808,6,4149,2411,2333,327745,1510,4151,1508,1644,262205,6,4152,4151,327854,134,4153,4146,4152,327854,134,4156,4149,
4536,327846,134,4157,4153,4156,196855,4159,0,262394,4157,4158,4159,131320,4158,131321,4226,131320,4159,196855,4225,0,
262394,1923,4160,4190,131320,4160,327745,1736,4161,1735,193,262205,6,4162,4161,327812,6,4163,4162,1931,327812,6,4165,
4163,4536,327808,6,4167,4165,4149,327812,6,4170,4167,4152,327808,6,4172,4170,4146,327745,1547,4173,1508,564,262205,1378,
4174,4173,393281,1388,4177,4174,312,4172,327742,4177,2349,2,4,196855,4189,0,262394,1947,4178,4189,131320,4178,327812,6,
4185,4536,4152,327808,6,4186,4172,4185,393281,1388,4188,4174,312,4186,327742,4188,2352,2,4,131321,4189,131320,4189,
131321,4225,131320,4190,196855,4224,0,262394,1961,4191,4203,131320,4191,327745,1547,4192,1508,283,262205,1378,4193,4192,
327745,1547,4229,1508,564,262205,1378,4230,4229,262268,324,4231,4230,327810,6,4237,4536,8,458764,6,4238,1,38,4149,4237,
327808,6,4239,4559,4238,393281,333,4240,4231,312,4239,393277,6,4241,4240,2,4,327745,1510,4196,1508,1596,262205,6,4197,
4196,327812,6,4198,4241,4197,327808,6,4200,4198,4146,393281,1388,4202,4193,312,4200,327742,4202,2349,2,4,131321,4224,
131320,4203,196855,4216,0,262394,1978,4204,4207,131320,4204,327745,1547,4244,1508,564,262205,1378,4245,4244,262268,324,
4246,4245,327810,6,4252,4536,8,458764,6,4253,1,38,4149,4252,327808,6,4254,4559,4253,393281,333,4255,4246,312,4254,
393277,6,4256,4255,2,4,131321,4216,131320,4207,196855,4214,0,262394,1986,4208,4210,131320,4208,131321,4214,131320,4210,
327808,6,4213,2495,4149,131321,4214,131320,4214,458997,6,4554,4149,4208,4213,4210,131321,4216,131320,4216,458997,6,4563,
4256,4204,4554,4214,327745,1510,4266,1508,1596,262205,6,4267,4266,327812,6,4268,4563,4267,327808,6,4270,4268,4146,
327745,1602,4271,1508,874,262205,9,4272,4271,327813,9,4274,2349,4272,196855,4329,0,262394,1611,4275,4314,131320,4275,
131321,4276,131320,4276,458997,9,4574,4274,4275,4309,4282,458997,6,4572,266,4275,4312,4282,327745,1510,4279,1508,1621,
262205,6,4280,4279,327856,134,4281,4572,4280,262390,4313,4282,0,262394,4281,4282,4313,131320,4282,327745,1626,4283,1508,
1625,262205,1500,4284,4283,458817,1388,4288,4284,312,4572,277,393277,9,4289,4288,2,4,327745,1547,4290,1508,738,262205,
1378,4291,4290,458817,1521,4297,4284,312,4572,312,393277,276,4298,4297,2,8,262268,6,4299,4298,327812,6,4302,4299,4152,
327808,6,4304,4302,4146,393281,1388,4305,4291,312,4304,393277,9,4306,4305,2,4,327813,9,4307,4289,4306,327809,9,4309,
4574,4307,327808,6,4312,4572,277,131321,4276,131320,4313,131321,4329,131320,4314,196855,4328,0,262394,1658,4315,4328,
131320,4315,327745,1547,4316,1508,738,262205,1378,4317,4316,327812,6,4321,4569,4152,327808,6,4323,4321,4146,393281,1388,
4324,4317,312,4323,393277,9,4325,4324,2,4,327809,9,4327,4274,4325,131321,4328,131320,4328,458997,9,4575,4274,4314,4327,
4315,131321,4329,131320,4329,458997,9,4573,4574,4313,4575,4328,196855,4359,0,262394,1674,4330,4352,131320,4330,327745,
1602,4331,1508,1677,262205,9,4332,4331,327813,9,4334,2352,4332,196855,4348,0,262394,1682,4335,4348,131320,4335,327745,
1547,4336,1508,1685,262205,1378,4337,4336,327812,6,4341,4569,4152,327808,6,4343,4341,4146,393281,1388,4344,4337,312,
4343,393277,9,4345,4344,2,4,327809,9,4347,4334,4345,131321,4348,131320,4348,458997,9,4581,4334,4330,4347,4335,196855,
4421,0,196859,266,4380,131320,4380,327850,134,4382,1698,8,196855,4388,0,262394,4382,4383,4388,131320,4383,327813,9,4427,
159,4573,327813,9,4429,162,4573,327813,9,4431,4429,4573,327809,9,4432,158,4431,327813,9,4433,4427,4432,393228,9,4434,1,
27,4433,327809,9,4435,158,4434,327816,9,4436,4573,4435,327813,9,4387,4436,4581,131321,4421,131320,4388,327850,134,4390,
1698,193,196855,4399,0,262394,4390,4391,4399,131320,4391,458764,9,4393,1,40,4573,198,327813,9,4396,4393,4393,327813,9,
4398,4396,4581,131321,4421,131320,4399,327850,134,4401,1698,207,196855,4416,0,262394,4401,4402,4416,131320,4402,458764,
9,4404,1,37,4573,212,524300,9,4406,1,43,4581,215,212,327813,9,4409,218,4404,393228,9,4410,1,27,4409,327809,9,4411,158,
4410,327816,9,4412,4404,4411,327809,9,4414,4406,158,327813,9,4415,4412,4414,131321,4421,131320,4416,262271,9,4441,4573,
393228,9,4442,1,27,4441,327809,9,4443,158,4442,327816,9,4444,4573,4443,327813,9,4420,4444,4581,131321,4421,131320,4421,
721141,9,4582,4387,4383,4398,4391,4415,4402,4420,4416,131321,4359,131320,4352,196855,4358,0,262394,1706,4353,4358,
131320,4353,327745,1602,4355,1508,1709,262205,9,4356,4355,327866,134,4450,4356,198,196855,4460,0,262394,4450,4451,4458,
131320,4451,327816,9,4455,4573,4356,524300,9,4465,1,43,4455,237,238,327813,9,4466,235,4465,393228,9,4467,1,27,4466,
327809,9,4468,4467,158,327816,9,4469,235,4468,327811,9,4470,158,4469,327813,9,4457,4356,4470,131321,4460,131320,4458,
131321,4460,131320,4460,458997,9,4576,4457,4451,4573,4458,131321,4358,131320,4358,458997,9,4584,4573,4352,4576,4460,
131321,4359,131320,4359,458997,9,4583,4582,4421,4584,4358,196855,4368,0,262394,1716,4360,4368,131320,4360,327745,1547,
4361,1508,283,262205,1378,4362,4361,393281,1388,4364,4362,312,4270,393277,9,4365,4364,2,4,327809,9,4367,4583,4365,
131321,4368,131320,4368,458997,9,4585,4583,4359,4367,4360,327745,1547,4369,1508,283,262205,1378,4370,4369,393281,1388,
4373,4370,312,4270,327742,4373,4585,2,4,131321,4224,131320,4224,131321,4225,131320,4225,131321,4226,131320,4226,131321,
2322,131320,2322,327808,6,2355,4548,277,131321,2319,131320,2321,131321,2314,131320,2314,327808,6,2357,4547,277,131321,
2311,131320,2313,131321,2372,131320,2372,65789,65592,};
/* splitk: splitk.comp -O: f9a9cb029d91b3d6615635ff3fbaa68b3258eb10ec1985e73db5e7aa8b550238, 7300 bytes ca047d904edbb8e08086668190314d6bdf248a654ddf1cc92d1f3bf37d703c2a */
static const uint32_t infer__spirv_splitk[] = {
119734787,67072,851979,777,0,131089,1,131089,4433,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,5348,1,
524303,5,4,1852399981,0,170,345,360,393547,4,38,7,8,8,262215,7,1,0,196679,157,2,327752,157,0,35,0,327752,157,1,35,8,
327752,157,2,35,16,327752,157,3,35,24,327752,157,4,35,32,327752,157,5,35,40,327752,157,6,35,48,327752,157,7,35,56,
327752,157,8,35,64,327752,157,9,35,68,327752,157,10,35,72,327752,157,11,35,76,327752,157,12,35,80,327752,157,13,35,84,
327752,157,14,35,88,327752,157,15,35,92,327752,157,16,35,96,327752,157,17,35,104,327752,157,18,35,112,327752,157,19,35,
116,327752,157,20,35,120,327752,157,21,35,124,262215,159,6,4,196679,160,2,327752,160,0,35,0,327752,160,1,35,4,327752,
160,2,35,8,327752,160,3,35,12,327752,160,4,35,16,262215,161,6,4,196679,162,2,327752,162,0,35,0,262215,164,6,2,196679,
165,2,327752,165,0,35,0,327752,166,0,35,0,327752,166,1,35,4,262215,167,6,8,196679,168,2,327752,168,0,35,0,262215,214,1,
9,262215,216,1,10,262215,283,1,7,262215,308,1,8,262215,345,11,28,262215,360,11,26,131091,2,196641,3,2,262165,6,32,0,
262194,6,7,1,262187,6,8,1,196630,9,32,262176,10,7,9,262187,9,46,1065353216,262187,9,47,3217834538,262187,9,50,
1027024659,131092,71,262187,6,82,2,262187,9,87,0,262187,6,96,3,262187,9,101,1088421888,262187,9,104,3235905536,262187,9,
107,3218725667,262187,9,124,1073741824,262187,9,126,3245342720,262187,9,127,1097859072,196647,153,5349,196647,154,5349,
196647,155,5349,196647,156,5349,1572894,157,153,154,155,155,154,154,154,154,6,6,6,6,6,6,6,6,154,156,9,9,9,9,262165,158,
32,1,196637,159,158,458782,160,158,158,158,158,159,262176,153,5349,160,196637,161,9,196638,162,161,262176,154,5349,162,
262165,163,16,0,196637,164,163,196638,165,164,262176,155,5349,165,262174,166,158,9,196637,167,166,196638,168,167,262176,
156,5349,168,262176,169,9,157,262203,169,170,9,262187,158,171,13,262176,172,9,6,262187,6,175,0,262187,158,181,0,262176,
182,9,153,262187,158,185,1,262176,186,5349,158,262187,158,191,2,262187,158,202,12,262187,158,208,18,262176,209,9,9,
262194,6,214,0,393268,71,215,171,214,175,262194,6,216,0,393268,71,217,170,216,82,393268,71,218,167,215,217,262187,158,
228,14,262187,158,232,17,262176,233,9,156,262176,239,5349,9,262187,158,242,6,262176,243,9,154,262187,158,254,9,393268,
71,268,171,214,175,262194,6,283,0,393268,71,284,170,283,82,262187,158,287,19,393268,71,292,171,214,175,262187,158,295,7,
262194,6,308,0,393268,71,316,170,283,96,262187,158,319,21,393268,71,326,170,283,8,262187,158,329,4,262167,343,6,3,
262176,344,1,343,262203,344,345,1,262176,346,1,6,262203,344,360,1,262172,374,9,82,262176,375,7,374,327724,374,377,87,87,
393268,71,395,170,216,82,262187,158,410,11,393268,71,431,170,283,82,458804,158,432,169,431,191,185,393268,6,433,128,432,
175,262187,158,436,16,393268,71,462,170,283,96,327734,2,4,0,3,131320,5,262203,375,376,7,196855,511,0,196859,175,512,
131320,512,327745,346,347,345,175,262205,6,348,347,327745,172,525,170,171,262205,6,526,525,327851,71,527,526,175,196855,
539,0,262394,527,528,538,131320,528,327745,182,529,170,181,262205,153,530,529,327745,186,531,530,185,393277,158,532,531,
2,4,327745,186,535,530,191,393277,158,536,535,2,8,327810,158,537,532,536,131321,539,131320,538,131321,539,131320,539,
458997,158,756,537,528,181,538,262268,6,541,756,327745,182,352,170,181,262205,153,353,352,327745,186,354,353,185,393277,
158,355,354,2,4,262268,6,356,355,327810,6,358,356,541,327745,346,361,360,8,262205,6,362,361,327745,172,364,170,254,
262205,6,365,364,327854,71,366,348,365,327854,71,369,362,358,327846,71,370,366,369,196855,372,0,262394,370,371,372,
131320,371,131321,511,131320,372,196670,376,377,327808,6,381,541,362,327745,172,382,170,228,262205,6,383,382,327812,6,
384,381,383,131321,386,131320,386,458997,6,757,175,372,461,389,327856,71,394,757,383,262390,388,389,0,262394,394,387,
388,131320,387,196855,397,0,262394,395,396,423,131320,396,327745,233,398,170,232,262205,156,399,398,327808,6,402,384,
757,458817,239,403,399,181,402,185,393277,9,404,403,2,4,327745,243,405,170,185,262205,154,406,405,327745,172,411,170,
410,262205,6,412,411,327812,6,413,402,412,327808,6,415,413,348,393281,239,416,406,181,415,393277,9,417,416,2,4,327813,9,
418,404,417,327745,10,419,376,181,262205,9,420,419,327809,9,421,420,418,196670,419,421,131321,397,131320,423,131321,425,
131320,425,458997,6,773,175,423,459,426,327856,71,434,773,433,262390,427,426,1,262394,434,426,427,131320,426,327745,243,
437,170,436,262205,154,438,437,327812,6,440,757,433,327808,6,442,440,773,327812,6,444,442,358,327808,6,446,444,362,
327812,6,449,446,365,327808,6,451,449,348,393281,239,452,438,181,451,393277,9,453,452,2,4,327745,10,454,376,773,262205,
9,455,454,327809,9,456,455,453,196670,454,456,327808,6,459,773,185,131321,425,131320,427,131321,397,131320,397,131321,
389,131320,389,327808,6,461,757,185,131321,386,131320,388,393385,6,776,462,362,381,327745,10,479,376,181,262205,9,480,
479,327745,10,482,376,185,262205,9,483,482,327745,172,551,170,202,262205,6,552,551,327812,6,553,776,552,327808,6,555,
553,348,327745,209,556,170,208,262205,9,557,556,327813,9,559,480,557,196855,614,0,262394,218,560,599,131320,560,131321,
561,131320,561,458997,9,761,559,560,594,567,458997,6,759,175,560,597,567,327856,71,566,759,383,262390,598,567,0,262394,
566,567,598,131320,567,327745,233,568,170,232,262205,156,569,568,327808,6,572,384,759,458817,239,573,569,181,572,185,
393277,9,574,573,2,4,327745,243,575,170,242,262205,154,576,575,458817,186,582,569,181,572,181,393277,158,583,582,2,8,
262268,6,584,583,327812,6,587,584,365,327808,6,589,587,348,393281,239,590,576,181,589,393277,9,591,590,2,4,327813,9,592,
574,591,327809,9,594,761,592,327808,6,597,759,185,131321,561,131320,598,131321,614,131320,599,196855,613,0,262394,268,
600,613,131320,600,327745,243,601,170,242,262205,154,602,601,393281,239,609,602,181,348,393277,9,610,609,2,4,327809,9,
612,559,610,131321,613,131320,613,458997,9,762,559,599,612,600,131321,614,131320,614,458997,9,760,761,598,762,613,
196855,644,0,262394,284,615,637,131320,615,327745,209,616,170,287,262205,9,617,616,327813,9,619,483,617,196855,633,0,
262394,292,620,633,131320,620,327745,243,621,170,295,262205,154,622,621,393281,239,629,622,181,348,393277,9,630,629,2,4,
327809,9,632,619,630,131321,633,131320,633,458997,9,768,619,615,632,620,196855,706,0,196859,175,665,131320,665,327850,
71,667,308,8,196855,673,0,262394,667,668,673,131320,668,327813,9,712,47,760,327813,9,714,50,760,327813,9,716,714,760,
327809,9,717,46,716,327813,9,718,712,717,393228,9,719,1,27,718,327809,9,720,46,719,327816,9,721,760,720,327813,9,672,
721,768,131321,706,131320,673,327850,71,675,308,82,196855,684,0,262394,675,676,684,131320,676,458764,9,678,1,40,760,87,
327813,9,681,678,678,327813,9,683,681,768,131321,706,131320,684,327850,71,686,308,96,196855,701,0,262394,686,687,701,
131320,687,458764,9,689,1,37,760,101,524300,9,691,1,43,768,104,101,327813,9,694,107,689,393228,9,695,1,27,694,327809,9,
696,46,695,327816,9,697,689,696,327809,9,699,691,46,327813,9,700,697,699,131321,706,131320,701,262271,9,726,760,393228,
9,727,1,27,726,327809,9,728,46,727,327816,9,729,760,728,327813,9,705,729,768,131321,706,131320,706,721141,9,769,672,668,
683,676,700,687,705,701,131321,644,131320,637,196855,643,0,262394,316,638,643,131320,638,327745,209,640,170,319,262205,
9,641,640,327866,71,735,641,87,196855,745,0,262394,735,736,743,131320,736,327816,9,740,760,641,524300,9,750,1,43,740,
126,127,327813,9,751,124,750,393228,9,752,1,27,751,327809,9,753,752,46,327816,9,754,124,753,327811,9,755,46,754,327813,
9,742,641,755,131321,745,131320,743,131321,745,131320,745,458997,9,763,742,736,760,743,131321,643,131320,643,458997,9,
771,760,637,763,745,131321,644,131320,644,458997,9,770,769,706,771,643,196855,653,0,262394,326,645,653,131320,645,
327745,243,646,170,329,262205,154,647,646,393281,239,649,647,181,555,393277,9,650,649,2,4,327809,9,652,770,650,131321,
653,131320,653,458997,9,772,770,644,652,645,327745,243,654,170,329,262205,154,655,654,393281,239,658,655,181,555,327742,
658,772,2,4,131321,511,131320,511,65789,65592,};
/* embed: embed.comp -O: 870f4faafefe80c03b7ed9b5c5cd560e3415ef01b77e23fa06aa2781832ad76b, 22764 bytes 3e0968af616c6212877d608936502f3ab546cc3067d88d291807b4f4fae510a5 */
static const uint32_t infer__spirv_embed[] = {
119734787,67072,851979,3255,0,131089,1,131089,4433,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,5348,1,
524303,5,4,1852399981,0,1338,1343,1352,393547,4,38,7,8,8,262215,7,1,0,262215,16,6,2,196679,17,2,327752,17,0,35,0,262215,
96,1,2,262215,158,6,4,196679,159,2,327752,159,0,35,0,262215,173,6,8,196679,174,2,327752,174,0,35,0,262215,188,6,16,
196679,189,2,327752,189,0,35,0,262215,1139,6,16,196679,1140,2,327752,1140,0,35,0,262215,1215,6,4,196679,1216,2,327752,
1216,0,35,0,262215,1338,11,26,262215,1343,11,28,196679,1348,2,327752,1348,0,35,0,327752,1348,1,35,8,327752,1348,2,35,16,
327752,1348,3,35,64,327752,1348,4,35,68,327752,1348,5,35,72,327752,1348,6,35,112,262215,1349,6,4,196679,1350,2,327752,
1350,0,35,0,327752,1350,1,35,4,327752,1350,2,35,8,327752,1350,3,35,12,327752,1350,4,35,16,131091,2,196641,3,2,262165,6,
32,0,262194,6,7,1,262187,6,8,1,196647,14,5349,262165,15,16,0,196637,16,15,196638,17,16,262176,14,5349,17,262167,30,6,2,
262167,37,6,4,196630,44,32,262167,61,44,4,262187,6,84,4,262172,85,61,84,262176,86,7,85,262194,6,96,0,262187,6,97,0,
131092,98,393268,98,99,170,96,97,393268,98,100,170,96,8,393268,98,101,166,99,100,262187,6,102,30,393268,98,103,170,96,
102,393268,98,104,166,101,103,262187,6,105,8,393268,98,106,170,96,105,393268,98,107,166,104,106,262165,108,32,1,262187,
108,109,1,262187,6,110,12,393268,98,111,170,96,110,262187,6,112,13,393268,98,113,170,96,112,393268,98,114,166,111,113,
262187,108,115,4,262187,6,116,10,393268,98,117,174,96,116,262187,6,118,14,393268,98,119,178,96,118,393268,98,120,167,
117,119,262187,108,121,8,262187,108,122,2,458804,108,123,169,120,121,122,458804,108,124,169,114,115,123,458804,108,125,
169,107,109,124,393268,6,126,128,125,97,262187,6,129,16,393268,98,133,170,96,116,262187,6,134,11,393268,98,135,170,96,
134,393268,98,136,166,133,135,458804,108,137,169,136,115,121,393268,6,138,128,137,97,262187,108,144,0,262187,6,147,2,
262176,150,5349,15,196647,157,5349,196637,158,6,196638,159,158,262176,157,5349,159,262176,166,5349,6,196647,172,5349,
196637,173,30,196638,174,173,262176,172,5349,174,262176,181,5349,30,196647,187,5349,196637,188,37,196638,189,188,262176,
187,5349,189,262176,196,5349,37,262167,202,44,2,262187,6,208,15,262187,6,210,2113665,262187,6,212,16843009,262167,229,
108,2,262187,6,237,252645135,262187,108,244,256,262187,108,245,32,458804,108,246,169,120,244,245,393268,6,247,128,246,
97,393268,6,248,134,247,129,393268,6,252,134,247,129,262187,44,256,0,458796,61,257,256,256,256,256,262176,258,7,61,
393268,98,260,170,96,147,262176,278,7,44,262187,44,302,3238002688,262187,6,309,3,393268,98,310,170,96,309,262187,6,351,
6,393268,98,352,170,96,351,262187,6,353,7,393268,98,354,170,96,353,393268,98,355,166,352,354,393268,98,360,170,96,351,
262187,108,400,16,262187,108,403,20,262167,413,108,4,262187,6,424,20,262187,44,438,3246391296,393268,98,465,170,96,105,
262187,6,471,32,393268,98,500,170,96,116,262187,6,507,64,262187,6,556,80,262187,108,574,6,262187,6,577,50529027,393268,
98,601,170,96,134,262187,6,648,96,262187,108,710,18,262187,6,720,108,262187,108,751,3,262187,44,766,1107296256,262187,
44,771,3229614080,393268,98,777,170,96,110,393268,98,778,170,96,112,393268,98,779,166,777,778,393268,98,783,170,96,110,
262187,6,793,128,262187,6,800,160,262187,6,815,1061109567,262187,6,831,808464432,262187,6,921,255,262187,6,993,192,
262187,6,1017,208,262187,44,1073,3254779904,393268,98,1081,170,96,105,262187,108,1085,24,393268,98,1134,170,96,97,
196647,1138,5349,196637,1139,61,196638,1140,1139,262176,1138,5349,1140,262176,1147,5349,61,393268,98,1160,170,96,8,
262187,6,1180,4294901760,393268,98,1209,170,96,97,196647,1214,5349,196637,1215,44,196638,1216,1215,262176,1214,5349,
1216,262176,1224,5349,44,393268,98,1228,170,96,8,262167,1336,6,3,262176,1337,1,1336,262203,1337,1338,1,262176,1339,1,6,
262203,1337,1343,1,196647,1347,5349,589854,1348,1347,14,1214,6,6,6,44,196637,1349,108,458782,1350,108,108,108,108,1349,
262176,1347,5349,1350,262176,1351,9,1348,262203,1351,1352,9,262176,1353,9,1347,262176,1356,5349,108,262176,1366,9,6,
262176,1387,9,14,458804,108,1421,169,136,245,115,393268,6,1422,128,1421,97,393268,98,1426,170,126,8,393268,98,1427,170,
126,147,393268,98,1428,170,126,84,262187,108,1429,64,458804,108,1430,169,1428,245,1429,458804,108,1431,169,1427,400,
1430,458804,108,1432,169,1426,121,1431,393268,6,1433,128,1432,97,262176,1445,9,1214,262187,108,1449,5,262176,1455,9,44,
327724,229,3096,115,115,458796,37,3097,237,237,237,237,458796,413,3099,115,115,115,115,458796,37,3100,577,577,577,577,
458796,37,3101,208,208,208,208,458796,37,3102,309,309,309,309,458796,37,3103,212,212,212,212,458796,413,3104,122,122,
122,122,458796,61,3105,766,766,766,766,327724,229,3106,109,109,327734,2,4,0,3,131320,5,262203,258,1572,7,262203,86,1385,
7,262203,86,1396,7,196855,1483,0,196859,97,1484,131320,1484,327745,1339,1340,1338,8,262205,6,1341,1340,327745,1339,1344,
1343,97,262205,6,1345,1344,327745,1353,1354,1352,144,262205,1347,1355,1354,327745,1356,1357,1355,109,393277,108,1358,
1357,2,4,262268,6,1359,1358,327854,98,1360,1341,1359,262312,98,1361,1360,196855,1363,0,262394,1361,1362,1363,131320,
1362,327745,1366,1367,1352,751,262205,6,1368,1367,327808,6,1501,1368,208,327814,6,1502,1501,129,327854,98,1370,1345,
1502,131321,1363,131320,1363,458997,98,1371,1360,1484,1370,1362,196855,1373,0,262394,1371,1372,1373,131320,1372,131321,
1483,131320,1373,393281,1356,1378,1355,115,1341,393277,108,1379,1378,2,4,262268,6,1380,1379,327745,1366,1381,1352,115,
262205,6,1382,1381,327814,6,1383,1382,147,327812,6,1384,1380,1383,327745,1387,1388,1352,109,262205,14,1389,1388,327745,
1366,1392,1352,751,262205,6,1393,1392,196855,1568,0,262394,104,1516,1537,131320,1516,131321,1517,131320,1517,458997,6,
3078,97,1516,1535,1533,327856,98,1520,3078,84,262390,1536,1533,1,262394,1520,1521,1536,131320,1521,327812,6,1524,129,
1345,327812,6,1526,84,3078,327808,6,1527,1524,1526,196855,1697,0,196859,97,1585,131320,1585,327817,6,1587,1393,84,
327850,98,1588,1587,97,196855,1641,0,262394,1588,1589,1641,131320,1589,327854,98,1592,1527,1393,196855,1594,0,262394,
1592,1593,1594,131320,1593,131321,1697,131320,1594,196855,1605,0,262394,1134,1595,1605,131320,1595,262268,1138,1597,
1389,327814,6,1599,1384,147,327808,6,1601,1599,1527,327814,6,1602,1601,84,393281,1147,1603,1597,144,1602,393277,61,1604,
1603,2,16,131321,1697,131320,1605,262268,172,1607,1389,327808,6,1610,1384,1527,327814,6,1611,1610,84,393281,181,1612,
1607,144,1611,393277,30,1613,1612,2,8,196855,1626,0,262394,1160,1614,1626,131320,1614,327761,6,1616,1613,0,393228,202,
1617,1,62,1616,327761,6,1619,1613,1,393228,202,1620,1,62,1619,327761,44,1621,1617,0,327761,44,1622,1617,1,327761,44,
1623,1620,0,327761,44,1624,1620,1,458832,61,1625,1621,1622,1623,1624,131321,1697,131320,1626,327761,6,1628,1613,0,
327876,6,1629,1628,400,327879,6,1632,1628,1180,327761,6,1634,1613,1,327876,6,1635,1634,400,327879,6,1638,1634,1180,
458832,37,1639,1629,1632,1635,1638,262268,61,1640,1639,131321,1697,131320,1641,196670,1572,257,131321,1642,131320,1642,
458997,6,3083,97,1641,1694,1692,262390,1695,1692,0,131321,1643,131320,1643,327856,98,1645,3083,84,196855,1652,0,262394,
1645,1646,1652,131320,1646,327808,6,1649,1527,3083,327856,98,1651,1649,1393,131321,1652,131320,1652,458997,98,1653,1645,
1643,1651,1646,262394,1653,1654,1695,131320,1654,196855,1689,0,262394,1209,1656,1667,131320,1656,262268,1214,1658,1389,
327814,6,1660,1384,147,327808,6,1662,1660,1527,327808,6,1664,1662,3083,393281,1224,1665,1658,144,1664,393277,44,1666,
1665,2,4,131321,1689,131320,1667,196855,1687,0,262394,1228,1668,1677,131320,1668,327808,6,1671,1527,3083,327812,6,1672,
147,1671,327814,6,1704,1672,147,327808,6,1705,1384,1704,393281,150,1706,1389,144,1705,393277,15,1707,1706,2,2,262257,6,
1708,1707,393228,202,1712,1,62,1708,327761,44,1713,1712,0,131321,1687,131320,1677,327808,6,1680,1527,3083,327812,6,1681,
147,1680,327814,6,1719,1681,147,327808,6,1720,1384,1719,393281,150,1721,1389,144,1720,393277,15,1722,1721,2,2,262257,6,
1723,1722,327876,6,1685,1723,400,262268,44,1686,1685,131321,1687,131320,1687,458997,44,3085,1713,1668,1686,1677,131321,
1689,131320,1689,458997,44,3086,1666,1656,3085,1687,327745,278,1691,1572,3083,196670,1691,3086,131321,1692,131320,1692,
327808,6,1694,3083,109,131321,1642,131320,1695,262205,61,1696,1572,131321,1697,131320,1697,852213,61,3089,257,1593,1604,
1595,1625,1614,1640,1626,1696,1695,327745,258,1532,1396,3078,196670,1532,3089,131321,1533,131320,1533,327808,6,1535,
3078,109,131321,1517,131320,1536,131321,1568,131320,1537,327814,6,1539,1393,247,327814,6,1847,1345,248,327817,6,1849,
1345,252,196855,2506,0,262394,260,1851,1884,131320,1851,327812,6,1853,1539,129,327812,6,1855,1847,147,327808,6,1856,
1853,1855,327814,6,2513,1856,147,327808,6,2514,1384,2513,393281,150,2515,1389,144,2514,393277,15,2516,2515,2,2,262257,6,
2517,2516,393228,202,2521,1,62,2517,327761,44,2522,2521,0,327812,6,1865,1847,129,327812,6,1868,105,1849,327808,6,1869,
1865,1868,262268,172,2526,1389,327814,6,2529,1869,147,327808,6,2530,1384,2529,327814,6,2531,2530,84,393281,181,2532,
2526,144,2531,393277,30,2533,2532,2,8,327874,30,2539,2533,3096,327761,6,2540,2533,0,327761,6,2541,2533,1,327761,6,2542,
2539,0,327761,6,2543,2539,1,458832,37,2544,2540,2541,2542,2543,327879,37,2546,2544,3097,458832,61,1877,2522,2522,2522,
2522,327813,44,1881,302,2522,458832,61,1882,1881,1881,1881,1881,131321,2506,131320,1884,196855,2505,0,262394,310,1885,
1916,131320,1885,327812,6,1887,1539,129,327812,6,1889,1847,84,327808,6,1890,1887,1889,262268,157,2550,1389,327814,6,
2553,1890,147,327808,6,2554,1384,2553,327814,6,2555,2554,147,393281,166,2556,2550,144,2555,393277,6,2557,2556,2,4,
393228,202,1894,1,62,2557,327812,6,1898,1847,129,327812,6,1901,105,1849,327808,6,1902,1898,1901,262268,172,2561,1389,
327814,6,2564,1902,147,327808,6,2565,1384,2564,327814,6,2566,2565,84,393281,181,2567,2561,144,2566,393277,30,2568,2567,
2,8,327874,30,2574,2568,3096,327761,6,2575,2568,0,327761,6,2576,2568,1,327761,6,2577,2574,0,327761,6,2578,2574,1,458832,
37,2579,2575,2576,2577,2578,327879,37,2581,2579,3097,327761,44,1909,1894,0,458832,61,1910,1909,1909,1909,1909,327761,44,
1913,1894,1,458832,61,1914,1913,1913,1913,1913,131321,2505,131320,1916,196855,2504,0,262394,355,1917,1999,131320,1917,
327812,6,1919,1539,129,327812,6,1921,1847,84,327808,6,1922,1919,1921,262268,157,2585,1389,327814,6,2588,1922,147,327808,
6,2589,1384,2588,327814,6,2590,2589,147,393281,166,2591,2585,144,2590,393277,6,2592,2591,2,4,327812,6,1927,105,1849,
327874,6,1928,2592,1927,327812,6,1932,1847,129,327808,6,1936,1932,1927,262268,172,2596,1389,327814,6,2599,1936,147,
327808,6,2600,1384,2599,327814,6,2601,2600,84,393281,181,2602,2596,144,2601,393277,30,2603,2602,2,8,327874,30,2609,2603,
3096,327761,6,2610,2603,0,327761,6,2611,2603,1,327761,6,2612,2609,0,327761,6,2613,2609,1,458832,37,2614,2610,2611,2612,
2613,327879,37,2616,2614,3097,327874,6,1944,1928,115,327879,6,2631,1928,208,327812,6,2632,2631,210,327879,6,2633,2632,
212,327879,6,2637,1944,208,327812,6,2638,2637,210,327879,6,2639,2638,212,327874,6,1948,1928,400,327874,6,1950,1928,403,
327879,6,2654,1948,208,327812,6,2655,2654,210,327879,6,2656,2655,212,327879,6,2660,1950,208,327812,6,2661,2660,210,
327879,6,2662,2661,212,458832,37,1957,2633,2639,2656,2662,327876,37,1959,1957,3099,327877,37,1962,2616,1959,196855,1990,
0,262394,360,1965,1980,131320,1965,327812,6,1967,1539,424,327812,6,1969,1847,147,327808,6,1970,1967,1969,327814,6,2668,
1970,147,327808,6,2669,1384,2668,393281,150,2670,1389,144,2669,393277,15,2671,2670,2,2,262257,6,2672,2671,393228,202,
2676,1,62,2672,327761,44,2677,2676,0,327813,44,1978,438,2677,327760,202,3254,2677,1978,131321,1990,131320,1980,327812,6,
1982,1539,424,327808,6,1985,1982,1921,327814,6,2684,1985,147,327808,6,2685,1384,2684,327814,6,2686,2685,147,393281,166,
2687,2585,144,2686,393277,6,2688,2687,2,4,393228,202,1989,1,62,2688,131321,1990,131320,1990,458997,202,3051,3254,1965,
1989,1980,327761,44,1992,3051,0,458832,61,1993,1992,1992,1992,1992,327761,44,1996,3051,1,458832,61,1997,1996,1996,1996,
1996,131321,2504,131320,1999,196855,2503,0,262394,465,2000,2024,131320,2000,327812,6,2004,1847,471,327812,6,2007,129,
1849,327808,6,2008,2004,2007,262268,187,2692,1389,327814,6,2695,2008,147,327808,6,2696,1384,2695,327814,6,2697,2696,105,
393281,196,2698,2692,144,2697,393277,37,2699,2698,2,16,327812,6,2014,1539,471,327812,6,2016,1847,147,327808,6,2017,2014,
2016,327814,6,2705,2017,147,327808,6,2706,1384,2705,393281,150,2707,1389,144,2706,393277,15,2708,2707,2,2,262257,6,2709,
2708,393228,202,2713,1,62,2709,327761,44,2714,2713,0,458832,61,2022,2714,2714,2714,2714,131321,2503,131320,2024,196855,
2502,0,262394,500,2025,2106,131320,2025,327812,6,2029,1847,507,327812,6,2032,84,1849,327808,6,2033,2029,2032,262268,157,
2718,1389,327814,6,2721,2033,147,327808,6,2722,1384,2721,327814,6,2723,2722,147,393281,166,2724,2718,144,2723,393277,6,
2725,2724,2,4,327814,6,2038,1849,105,327812,6,2040,1539,507,327812,6,2042,1847,129,327808,6,2043,2040,2042,327812,6,
2045,105,2038,327808,6,2046,2043,2045,262268,172,2729,1389,327814,6,2732,2046,147,327808,6,2733,1384,2732,327814,6,2734,
2733,84,393281,181,2735,2729,144,2734,393277,30,2736,2735,2,8,327817,6,2051,1849,105,327814,6,2052,2051,84,327812,6,
2053,105,2052,327760,30,2054,2053,2053,327874,30,2055,2736,2054,327761,6,2057,2055,0,327874,6,2060,2057,400,327761,6,
2062,2055,1,327874,6,2065,2062,400,458832,37,2066,2057,2060,2062,2065,327812,6,2068,1539,556,327812,6,2070,1847,84,
327808,6,2071,2068,2070,327814,6,2743,2071,147,327808,6,2744,1384,2743,327814,6,2745,2744,147,393281,166,2746,2718,144,
2745,393277,6,2747,2746,2,4,393228,202,2075,1,62,2747,327874,6,2078,2725,122,327874,6,2080,2725,115,327874,6,2082,2725,
574,458832,37,2083,2725,2078,2080,2082,327879,37,2085,2083,3100,327761,44,2088,2075,0,327879,37,2091,2066,3101,262256,
61,2092,2091,327822,61,2093,2092,2088,327761,44,2096,2075,1,262271,44,2097,2096,327874,37,2100,2066,3099,327879,37,2102,
2100,3101,262256,61,2103,2102,327822,61,2104,2103,2097,131321,2502,131320,2106,196855,2501,0,262394,601,2107,2247,
131320,2107,327812,6,2111,1847,507,327812,6,2114,84,1849,327808,6,2115,2111,2114,262268,157,2751,1389,327814,6,2754,
2115,147,327808,6,2755,1384,2754,327814,6,2756,2755,147,393281,166,2757,2751,144,2756,393277,6,2758,2757,2,4,327814,6,
2120,1849,105,327817,6,2122,1849,105,327814,6,2123,2122,84,327812,6,2124,105,2123,327812,6,2126,1539,507,327812,6,2128,
1847,471,327808,6,2129,2126,2128,327812,6,2132,84,2122,327808,6,2133,2129,2132,327814,6,2765,2133,147,327808,6,2766,
1384,2765,327814,6,2767,2766,147,393281,166,2768,2751,144,2767,393277,6,2769,2768,2,4,327812,6,2138,84,2120,327874,6,
2139,2769,2138,327812,6,2141,1539,648,327812,6,2143,1847,110,327808,6,2144,2141,2143,327814,6,2776,2144,147,327808,6,
2777,1384,2776,327814,6,2778,2777,147,393281,166,2779,2751,144,2778,393277,6,2780,2779,2,4,327808,6,2150,2144,84,327814,
6,2787,2150,147,327808,6,2788,1384,2787,327814,6,2789,2788,147,393281,166,2790,2751,144,2789,393277,6,2791,2790,2,4,
327760,30,2154,2780,2791,327808,6,2158,2138,2124,327760,30,2159,2158,2158,327874,30,2160,2154,2159,327808,6,2162,2144,
105,327814,6,2798,2162,147,327808,6,2799,1384,2798,327814,6,2800,2799,147,393281,166,2801,2751,144,2800,393277,6,2802,
2801,2,4,327874,6,2170,2802,2158,327761,6,2172,2160,0,327874,6,2175,2172,400,327761,6,2177,2160,1,327874,6,2180,2177,
400,458832,37,2181,2172,2175,2177,2180,327879,37,2183,2181,3101,327874,6,2186,2170,400,327874,6,2188,2170,122,327874,6,
2190,2170,710,458832,37,2191,2170,2186,2188,2190,327879,37,2193,2191,3102,327876,37,2195,2193,3099,327877,37,2197,2183,
2195,327812,6,2199,1539,720,327812,6,2201,1847,147,327808,6,2202,2199,2201,327814,6,2808,2202,147,327808,6,2809,1384,
2808,393281,150,2810,1389,144,2809,393277,15,2811,2810,2,2,262257,6,2812,2811,393228,202,2816,1,62,2812,327761,44,2817,
2816,0,327874,6,2210,2758,122,327874,6,2212,2758,115,327874,6,2214,2758,574,458832,37,2215,2758,2210,2212,2214,327879,
37,2217,2215,3100,327874,6,2221,2139,109,327874,6,2223,2139,122,327874,6,2225,2139,751,458832,37,2226,2139,2221,2223,
2225,327879,37,2228,2226,3103,327876,37,2230,2228,3104,327877,37,2233,2217,2230,262256,61,2238,2197,327811,61,2240,2238,
3105,327822,61,2241,2240,2817,327822,61,2245,2241,771,131321,2501,131320,2247,196855,2500,0,262394,779,2248,2404,131320,
2248,327814,6,2250,1849,84,196855,2264,0,262394,783,2252,2258,131320,2252,327812,6,2254,1539,793,327812,6,2256,1847,129,
327808,6,2257,2254,2256,131321,2264,131320,2258,327812,6,2260,1539,800,327812,6,2262,1847,129,327808,6,2263,2260,2262,
131321,2264,131320,2264,458997,6,3045,2257,2252,2263,2258,262268,187,2821,1389,327814,6,2824,3045,147,327808,6,2825,
1384,2824,327814,6,2826,2825,105,393281,196,2827,2821,144,2826,393277,37,2828,2827,2,16,327761,6,2270,2828,1,327879,6,
2271,2270,815,327761,6,2273,2828,2,327879,6,2274,2273,815,327854,98,2276,2250,147,196855,2295,0,262394,2276,2277,2295,
131320,2277,327761,6,2279,2828,3,327879,6,2280,2279,237,327874,6,2283,2270,122,327879,6,2284,2283,831,327877,6,2285,
2280,2284,327874,6,2288,2279,115,327879,6,2289,2288,237,327874,6,2292,2273,122,327879,6,2293,2292,831,327877,6,2294,
2289,2293,131321,2295,131320,2295,458997,6,3047,2274,2264,2294,2277,458997,6,3046,2271,2264,2285,2277,327817,6,2297,
2250,147,327812,6,2298,129,2297,327874,6,2300,3046,2298,327874,6,2305,3047,2298,327761,6,2307,2828,0,393228,202,2308,1,
62,2307,327812,6,2312,1847,793,327812,6,2315,471,2250,327808,6,2316,2312,2315,327817,6,2318,1849,84,327812,6,2319,105,
2318,327808,6,2320,2316,2319,262268,172,2832,1389,327814,6,2835,2320,147,327808,6,2836,1384,2835,327814,6,2837,2836,84,
393281,181,2838,2832,144,2837,393277,30,2839,2838,2,8,327874,30,2845,2839,3096,327761,6,2846,2839,0,327761,6,2847,2839,
1,327761,6,2848,2845,0,327761,6,2849,2845,1,458832,37,2850,2846,2847,2848,2849,327879,37,2852,2850,3097,262312,98,2327,
783,196855,2362,0,262394,2327,2328,2362,131320,2328,327812,6,2330,1539,793,327812,6,2332,1847,471,327808,6,2333,2330,
2332,327808,6,2337,2333,2319,327814,6,2859,2337,147,327808,6,2860,1384,2859,327814,6,2861,2860,84,393281,181,2862,2832,
144,2861,393277,30,2863,2862,2,8,327812,6,2342,147,2250,327760,30,2343,2342,2342,327874,30,2344,2863,2343,327874,30,
2348,2344,3106,327761,6,2349,2344,0,327761,6,2350,2344,1,327761,6,2351,2348,0,327761,6,2352,2348,1,458832,37,2353,2349,
2350,2351,2352,327879,37,2355,2353,3103,327876,37,2357,2355,3099,327877,37,2360,2852,2357,131321,2362,131320,2362,
458997,37,3074,2852,2295,2360,2328,327761,44,2364,2308,0,327879,6,2366,2300,921,327760,30,2367,2366,2366,458831,30,2368,
2367,2367,0,0,262256,202,2369,2368,327874,6,2371,2300,121,327879,6,2372,2371,921,327760,30,2373,2372,2372,458831,30,
2374,2373,2373,0,0,262256,202,2375,2374,327761,44,2376,2369,0,327761,44,2377,2369,1,327761,44,2378,2375,0,327761,44,
2379,2375,1,458832,61,2380,2376,2377,2378,2379,327822,61,2381,2380,2364,327761,44,2384,2308,1,262271,44,2385,2384,
327879,6,2387,2305,921,327760,30,2388,2387,2387,458831,30,2389,2388,2388,0,0,262256,202,2390,2389,327874,6,2392,2305,
121,327879,6,2393,2392,921,327760,30,2394,2393,2393,458831,30,2395,2394,2394,0,0,262256,202,2396,2395,327761,44,2397,
2390,0,327761,44,2398,2390,1,327761,44,2399,2396,0,327761,44,2400,2396,1,458832,61,2401,2397,2398,2399,2400,327822,61,
2402,2401,2385,131321,2500,131320,2404,327814,6,2406,1849,105,327817,6,2408,1849,105,327812,6,2409,105,2408,327812,6,
2411,1539,793,327812,6,2413,1847,507,327808,6,2414,2411,2413,327812,6,2416,471,2406,327808,6,2417,2414,2416,327817,6,
2419,2409,471,327808,6,2420,2417,2419,262268,172,2867,1389,327814,6,2870,2420,147,327808,6,2871,1384,2870,327814,6,2872,
2871,84,393281,181,2873,2867,144,2872,393277,30,2874,2873,2,8,327814,6,2425,2409,471,327812,6,2426,147,2425,327760,30,
2427,2426,2426,327874,30,2428,2874,2427,327812,6,2430,1539,993,327812,6,2432,1847,129,327808,6,2433,2430,2432,327812,6,
2435,105,2406,327808,6,2436,2433,2435,327814,6,2881,2436,147,327808,6,2882,1384,2881,327814,6,2883,2882,84,393281,181,
2884,2867,144,2883,393277,30,2885,2884,2,8,262268,229,2441,2885,327814,6,2443,2409,129,327812,6,2444,2443,105,262268,
108,2445,2444,393418,229,2446,2441,2445,121,262255,202,2447,2446,327812,6,2449,1539,1017,327812,6,2451,1847,147,327808,
6,2452,2449,2451,327814,6,2891,2452,147,327808,6,2892,1384,2891,393281,150,2893,1389,144,2892,393277,15,2894,2893,2,2,
262257,6,2895,2894,393228,202,2899,1,62,2895,327761,44,2900,2899,0,327812,6,2461,1847,793,327812,6,2464,507,2406,327808,
6,2465,2461,2464,327808,6,2467,2465,2409,327814,6,2907,2467,147,327808,6,2908,1384,2907,327814,6,2909,2908,84,393281,
181,2910,2867,144,2909,393277,30,2911,2910,2,8,327874,30,2917,2911,3096,327761,6,2918,2911,0,327761,6,2919,2911,1,
327761,6,2920,2917,0,327761,6,2921,2917,1,458832,37,2922,2918,2919,2920,2921,327879,37,2924,2922,3097,327874,30,2476,
2428,3096,327761,6,2477,2428,0,327761,6,2478,2428,1,327761,6,2479,2476,0,327761,6,2480,2476,1,458832,37,2481,2477,2478,
2479,2480,327879,37,2483,2481,3100,327876,37,2485,2483,3099,327877,37,2488,2924,2485,589903,61,2493,2447,2447,0,0,1,1,
327822,61,2494,2493,2900,327822,61,2498,2494,1073,131321,2500,131320,2500,458997,37,3073,3074,2362,2488,2404,458997,61,
3065,2381,2362,2494,2404,458997,61,3058,2402,2362,2498,2404,131321,2501,131320,2501,458997,37,3072,2233,2107,3073,2500,
458997,61,3064,2241,2107,3065,2500,458997,61,3057,2245,2107,3058,2500,131321,2502,131320,2502,458997,37,3071,2085,2025,
3072,2501,458997,61,3063,2093,2025,3064,2501,458997,61,3056,2104,2025,3057,2501,131321,2503,131320,2503,458997,37,3070,
2699,2000,3071,2502,458997,61,3062,2022,2000,3063,2502,458997,61,3055,257,2000,3056,2502,131321,2504,131320,2504,458997,
37,3068,1962,1990,3070,2503,458997,61,3061,1993,1990,3062,2503,458997,61,3054,1997,1990,3055,2503,131321,2505,131320,
2505,458997,37,3067,2581,1885,3068,2504,458997,61,3060,1910,1885,3061,2504,458997,61,3053,1914,1885,3054,2504,131321,
2506,131320,2506,458997,37,3066,2546,1851,3067,2505,458997,61,3059,1877,1851,3060,2505,458997,61,3052,1882,1851,3053,
2505,327761,44,1552,3059,0,327761,6,1555,3066,0,196855,2967,0,196859,97,2929,131320,2929,196855,2951,0,262394,1081,2930,
2951,131320,2930,327876,6,2932,1555,1085,262268,108,2933,2932,327875,108,2934,2933,1085,262255,44,2935,2934,327876,6,
2937,1555,400,262268,108,2938,2937,327875,108,2939,2938,1085,262255,44,2940,2939,327876,6,2942,1555,121,262268,108,2943,
2942,327875,108,2944,2943,1085,262255,44,2945,2944,262268,108,2947,1555,327875,108,2948,2947,1085,262255,44,2949,2948,
458832,61,2950,2935,2940,2945,2949,131321,2967,131320,2951,327879,6,2953,1555,921,262256,44,2954,2953,327874,6,2956,
1555,121,327879,6,2957,2956,921,262256,44,2958,2957,327874,6,2960,1555,400,327879,6,2961,2960,921,262256,44,2962,2961,
327874,6,2964,1555,1085,262256,44,2965,2964,458832,61,2966,2954,2958,2962,2965,131321,2967,131320,2967,458997,61,3076,
2950,2930,2966,2951,327822,61,1557,3076,1552,327761,44,1560,3052,0,458832,61,1561,1560,1560,1560,1560,327809,61,1562,
1557,1561,327745,258,1563,1396,97,196670,1563,1562,327761,44,3113,3059,1,327761,6,3115,3066,1,196855,3146,0,196859,97,
3116,131320,3116,196855,3134,0,262394,1081,3117,3134,131320,3117,327876,6,3118,3115,1085,262268,108,3119,3118,327875,
108,3120,3119,1085,262255,44,3121,3120,327876,6,3122,3115,400,262268,108,3123,3122,327875,108,3124,3123,1085,262255,44,
3125,3124,327876,6,3126,3115,121,262268,108,3127,3126,327875,108,3128,3127,1085,262255,44,3129,3128,262268,108,3130,
3115,327875,108,3131,3130,1085,262255,44,3132,3131,458832,61,3133,3121,3125,3129,3132,131321,3146,131320,3134,327879,6,
3135,3115,921,262256,44,3136,3135,327874,6,3137,3115,121,327879,6,3138,3137,921,262256,44,3139,3138,327874,6,3140,3115,
400,327879,6,3141,3140,921,262256,44,3142,3141,327874,6,3143,3115,1085,262256,44,3144,3143,458832,61,3145,3136,3139,
3142,3144,131321,3146,131320,3146,458997,61,3147,3133,3117,3145,3134,327822,61,3148,3147,3113,327761,44,3150,3052,1,
458832,61,3151,3150,3150,3150,3150,327809,61,3152,3148,3151,327745,258,3153,1396,8,196670,3153,3152,327761,44,3162,3059,
2,327761,6,3164,3066,2,196855,3195,0,196859,97,3165,131320,3165,196855,3183,0,262394,1081,3166,3183,131320,3166,327876,
6,3167,3164,1085,262268,108,3168,3167,327875,108,3169,3168,1085,262255,44,3170,3169,327876,6,3171,3164,400,262268,108,
3172,3171,327875,108,3173,3172,1085,262255,44,3174,3173,327876,6,3175,3164,121,262268,108,3176,3175,327875,108,3177,
3176,1085,262255,44,3178,3177,262268,108,3179,3164,327875,108,3180,3179,1085,262255,44,3181,3180,458832,61,3182,3170,
3174,3178,3181,131321,3195,131320,3183,327879,6,3184,3164,921,262256,44,3185,3184,327874,6,3186,3164,121,327879,6,3187,
3186,921,262256,44,3188,3187,327874,6,3189,3164,400,327879,6,3190,3189,921,262256,44,3191,3190,327874,6,3192,3164,1085,
262256,44,3193,3192,458832,61,3194,3185,3188,3191,3193,131321,3195,131320,3195,458997,61,3196,3182,3166,3194,3183,
327822,61,3197,3196,3162,327761,44,3199,3052,2,458832,61,3200,3199,3199,3199,3199,327809,61,3201,3197,3200,327745,258,
3202,1396,147,196670,3202,3201,327761,44,3211,3059,3,327761,6,3213,3066,3,196855,3244,0,196859,97,3214,131320,3214,
196855,3232,0,262394,1081,3215,3232,131320,3215,327876,6,3216,3213,1085,262268,108,3217,3216,327875,108,3218,3217,1085,
262255,44,3219,3218,327876,6,3220,3213,400,262268,108,3221,3220,327875,108,3222,3221,1085,262255,44,3223,3222,327876,6,
3224,3213,121,262268,108,3225,3224,327875,108,3226,3225,1085,262255,44,3227,3226,262268,108,3228,3213,327875,108,3229,
3228,1085,262255,44,3230,3229,458832,61,3231,3219,3223,3227,3230,131321,3244,131320,3232,327879,6,3233,3213,921,262256,
44,3234,3233,327874,6,3235,3213,121,327879,6,3236,3235,921,262256,44,3237,3236,327874,6,3238,3213,400,327879,6,3239,
3238,921,262256,44,3240,3239,327874,6,3241,3213,1085,262256,44,3242,3241,458832,61,3243,3234,3237,3240,3242,131321,3244,
131320,3244,458997,61,3245,3231,3215,3243,3232,327822,61,3246,3245,3211,327761,44,3248,3052,3,458832,61,3249,3248,3248,
3248,3248,327809,61,3250,3246,3249,327745,258,3251,1396,309,196670,3251,3250,131321,1568,131320,1568,262205,85,1398,
1396,196670,1385,1398,131321,1400,131320,1400,458997,6,3079,97,1568,1467,1403,327856,98,1406,3079,84,262390,1402,1403,0,
262394,1406,1401,1402,131320,1401,131321,1408,131320,1408,458997,6,3080,97,1401,1465,1411,327856,98,1414,3080,84,262390,
1410,1411,0,262394,1414,1409,1410,131320,1409,327814,6,2972,1345,126,327812,6,2973,2972,126,327812,6,2974,2973,129,
327817,6,2976,1345,126,327812,6,2977,2976,138,327808,6,2978,2974,2977,327817,6,1420,3079,147,327812,6,1423,1420,1422,
327814,6,1425,3079,147,327812,6,1434,1425,1433,327808,6,1435,1423,1434,327808,6,1436,2978,1435,327808,6,1438,1436,3080,
327856,98,1442,1438,1393,196855,1444,0,262394,1442,1443,1444,131320,1443,327745,1445,1446,1352,122,262205,1214,1447,
1446,327745,1366,1450,1352,1449,262205,6,1451,1450,327812,6,1452,1341,1451,327808,6,1454,1452,1438,327745,1455,1456,
1352,574,262205,44,1457,1456,393281,278,1460,1385,3079,3080,262205,44,1461,1460,327813,44,1462,1457,1461,393281,1224,
1463,1447,144,1454,327742,1463,1462,2,4,131321,1444,131320,1444,131321,1411,131320,1411,327808,6,1465,3080,109,131321,
1408,131320,1410,131321,1403,131320,1403,327808,6,1467,3079,109,131321,1400,131320,1402,131321,1483,131320,1483,65789,
65592,};
/* norm: norm.comp -O: 59f247741109f90dbe46d438fd27691e28c7cec1105b3a986d8e1cd11f2c2477, 5520 bytes 7e91e4bb4908cd54349911994d0b75fcdcf07bcec662858133947ee68dca9b19 */
static const uint32_t infer__spirv_norm[] = {
119734787,67072,851979,409,0,131089,1,131089,61,131089,63,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,
5348,1,720911,5,4,1852399981,0,27,29,44,63,68,80,393547,4,38,7,8,8,262215,7,1,0,262215,29,11,40,262215,44,11,38,262215,
63,11,26,262215,68,11,29,196679,74,2,327752,74,0,35,0,327752,74,1,35,8,327752,74,2,35,16,327752,74,3,35,24,327752,74,4,
35,32,327752,74,5,35,64,327752,74,6,35,68,327752,74,7,35,72,327752,74,8,35,76,327752,74,9,35,80,327752,74,10,35,112,
262215,75,6,4,196679,76,2,327752,76,0,35,0,327752,76,1,35,4,327752,76,2,35,8,327752,76,3,35,12,327752,76,4,35,16,262215,
77,6,4,196679,78,2,327752,78,0,35,0,262215,130,1,3,262215,160,1,0,131091,2,196641,3,2,262165,6,32,0,262194,6,7,1,262187,
6,8,1,196630,9,32,262187,6,16,3,262187,6,18,2,262187,6,19,264,131092,20,262187,6,24,64,262172,25,9,24,262176,26,4,25,
262203,26,27,4,262176,28,1,6,262203,28,29,1,262176,32,4,9,262187,9,34,0,262187,6,37,0,262203,28,44,1,262165,53,32,1,
262187,53,54,1,262167,61,6,3,262176,62,1,61,262203,62,63,1,262203,28,68,1,196647,72,5349,196647,73,5349,851998,74,72,73,
73,73,73,53,53,53,53,53,9,196637,75,53,458782,76,53,53,53,53,75,262176,72,5349,76,196637,77,9,196638,78,77,262176,73,
5349,78,262176,79,9,74,262203,79,80,9,262187,53,81,0,262176,82,9,72,262176,85,5349,53,262187,53,92,8,262176,93,9,53,
262187,53,106,2,262187,53,118,6,262187,53,124,7,262194,6,130,0,393268,20,131,170,130,18,262187,6,132,4,393268,20,133,
170,130,132,393268,20,134,166,131,133,262187,53,145,5,262176,149,9,73,262176,155,5349,9,262194,6,160,64,393268,53,161,
128,160,37,262187,9,200,1065353216,262187,53,208,10,262176,209,9,9,393268,20,215,170,130,16,262187,53,222,4,262187,53,
260,9,262187,53,267,3,393268,20,280,170,130,8,393268,20,281,170,130,132,393268,20,282,166,280,281,327734,2,4,0,3,131320,
5,196855,326,0,196859,37,327,131320,327,327745,28,64,63,37,262205,6,65,64,262268,53,66,65,262205,6,69,68,262268,53,70,
69,327745,82,83,80,81,262205,72,84,83,327745,85,86,84,54,393277,53,87,86,2,4,327855,20,88,66,87,262312,20,89,88,196855,
91,0,262394,89,90,91,131320,90,327745,93,94,80,92,262205,53,95,94,327851,20,96,95,81,196855,98,0,262394,96,97,98,131320,
97,393277,53,103,86,2,4,327745,85,107,84,106,393277,53,108,107,2,8,327810,53,109,103,108,327857,20,110,66,109,131321,98,
131320,98,458997,20,111,96,90,110,97,131321,91,131320,91,458997,20,112,88,327,111,98,196855,114,0,262394,112,113,114,
131320,113,131321,326,131320,114,327745,93,119,80,118,262205,53,120,119,327812,53,121,66,120,327745,93,125,80,124,
262205,53,126,125,327812,53,127,66,126,196855,136,0,262394,134,135,136,131320,135,131321,139,131320,139,458997,9,387,34,
135,159,140,458997,53,386,70,135,163,140,327745,93,146,80,145,262205,53,147,146,327857,20,148,386,147,262390,141,140,0,
262394,148,140,141,131320,140,327745,149,150,80,54,262205,73,151,150,327808,53,154,121,386,393281,155,156,151,81,154,
393277,9,157,156,2,4,327809,9,159,387,157,327808,53,163,386,161,131321,139,131320,141,393566,9,336,16,0,387,262368,18,
18,19,262477,20,337,16,196855,342,0,262394,337,338,342,131320,338,262205,6,339,29,327745,32,341,27,339,196670,341,336,
131321,342,131320,342,262368,18,18,19,131321,343,131320,343,458997,9,389,34,342,353,348,458997,6,388,37,342,356,348,
262205,6,346,44,327856,20,347,388,346,262390,357,348,0,262394,347,348,357,131320,348,327745,32,350,27,388,262205,9,351,
350,327809,9,353,389,351,327808,6,356,388,54,131321,343,131320,357,262255,9,169,147,327816,9,170,389,169,131321,136,
131320,136,458997,9,403,34,114,170,357,131321,173,131320,173,458997,9,391,34,136,196,174,458997,53,390,70,136,198,174,
327745,93,179,80,145,262205,53,180,179,327857,20,181,390,180,262390,175,174,0,262394,181,174,175,131320,174,327745,149,
183,80,54,262205,73,184,183,327808,53,187,121,390,393281,155,188,184,81,187,393277,9,189,188,2,4,327811,9,191,189,403,
327813,9,194,191,191,327809,9,196,391,194,327808,53,198,390,161,131321,173,131320,175,393566,9,363,16,0,391,262368,18,
18,19,262477,20,364,16,196855,369,0,262394,364,365,369,131320,365,262205,6,366,29,327745,32,368,27,366,196670,368,363,
131321,369,131320,369,262368,18,18,19,131321,370,131320,370,458997,9,397,34,369,380,375,458997,6,396,37,369,383,375,
262205,6,373,44,327856,20,374,396,373,262390,384,375,0,262394,374,375,384,131320,375,327745,32,377,27,396,262205,9,378,
377,327809,9,380,397,378,327808,6,383,396,54,131321,370,131320,384,262255,9,206,180,327816,9,207,397,206,327745,209,210,
80,208,262205,9,211,210,327809,9,212,207,211,393228,9,213,1,31,212,327816,9,214,200,213,196855,217,0,262394,215,216,217,
131320,216,327850,20,219,70,81,196855,221,0,262394,219,220,221,131320,220,327745,149,223,80,222,262205,73,224,223,
393281,155,227,224,81,66,327742,227,214,2,4,131321,221,131320,221,131321,326,131320,217,131321,231,131320,231,458997,53,
398,70,217,300,234,327857,20,239,398,180,262390,233,234,0,262394,239,232,233,131320,232,327745,149,241,80,54,262205,73,
242,241,327808,53,245,121,398,393281,155,246,242,81,245,393277,9,247,246,2,4,327811,9,249,247,403,327813,9,251,249,214,
327745,149,252,80,106,262205,73,253,252,393281,155,255,253,81,398,393277,9,256,255,2,4,327813,9,257,251,256,196855,259,
0,262394,134,258,259,131320,258,327745,93,261,80,260,262205,53,262,261,327851,20,263,262,81,131321,259,131320,259,
458997,20,264,134,232,263,258,196855,266,0,262394,264,265,266,131320,265,327745,149,268,80,267,262205,73,269,268,393281,
155,271,269,81,398,393277,9,272,271,2,4,327809,9,274,257,272,131321,266,131320,266,458997,9,407,257,259,274,265,327745,
149,275,80,222,262205,73,276,275,327808,53,279,127,398,196855,285,0,262394,282,284,295,131320,284,393281,155,291,276,81,
279,393277,9,292,291,2,4,327809,9,294,292,407,131321,285,131320,295,131321,285,131320,285,458997,9,408,294,284,407,295,
393281,155,298,276,81,279,327742,298,408,2,4,131321,234,131320,234,327808,53,300,398,161,131321,231,131320,233,131321,
326,131320,326,65789,65592,};
/* act: act.comp -O: a51b0476e2fe42f508be739d72a8c82da0fd326283f4618233abe36ce0d4e7e6, 4552 bytes 987555460117cfc6258278fbbcbea9855474ecb3b963e66c580821a8ba7d9246 */
static const uint32_t infer__spirv_act[] = {
119734787,67072,851979,431,0,131089,1,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,5348,1,524303,5,4,
1852399981,0,146,152,166,393547,4,38,7,8,8,262215,7,1,0,262215,146,11,26,262215,152,11,28,196679,160,2,327752,160,0,35,
0,327752,160,1,35,8,327752,160,2,35,16,327752,160,3,35,24,327752,160,4,35,64,327752,160,5,35,68,327752,160,6,35,72,
327752,160,7,35,76,327752,160,8,35,80,327752,160,9,35,112,262215,161,6,4,196679,162,2,327752,162,0,35,0,327752,162,1,35,
4,327752,162,2,35,8,327752,162,3,35,12,327752,162,4,35,16,262215,163,6,4,196679,164,2,327752,164,0,35,0,262215,226,1,3,
262215,230,1,4,131091,2,196641,3,2,262165,6,32,0,262194,6,7,1,262187,6,8,1,196630,9,32,262187,9,34,1065353216,262187,9,
35,3217834538,262187,9,38,1027024659,131092,59,262187,6,70,2,262187,9,75,0,262187,6,84,3,262187,9,89,1088421888,262187,
9,92,3235905536,262187,9,95,3218725667,262187,9,112,1073741824,262187,9,114,3245342720,262187,9,115,1097859072,262165,
141,32,1,262167,144,6,3,262176,145,1,144,262203,145,146,1,262176,147,1,6,262203,145,152,1,262187,6,153,0,196647,158,
5349,196647,159,5349,786462,160,158,159,159,159,141,141,141,141,141,9,196637,161,141,458782,162,141,141,141,141,161,
262176,158,5349,162,196637,163,9,196638,164,163,262176,159,5349,164,262176,165,9,160,262203,165,166,9,262187,141,167,0,
262176,168,9,158,262187,141,171,1,262176,172,5349,141,262187,141,180,4,262176,181,9,141,262187,141,189,8,262187,141,202,
2,262176,213,9,159,262187,141,217,5,262176,223,5349,9,262194,6,226,0,393268,59,227,170,226,153,262194,6,230,0,262187,
141,234,6,393268,59,248,170,226,8,393268,59,264,170,226,70,262187,141,267,9,262176,271,9,9,262187,141,280,3,262187,141,
284,7,327734,2,4,0,3,131320,5,196855,318,0,196859,153,319,131320,319,327745,147,148,146,8,262205,6,149,148,262268,141,
150,149,327745,147,154,152,153,262205,6,155,154,262268,141,156,155,327745,168,169,166,167,262205,158,170,169,327745,172,
173,170,171,393277,141,174,173,2,4,327855,59,175,150,174,262312,59,176,175,196855,178,0,262394,176,177,178,131320,177,
327745,181,182,166,180,262205,141,183,182,327855,59,184,156,183,131321,178,131320,178,458997,59,185,175,319,184,177,
262312,59,186,185,196855,188,0,262394,186,187,188,131320,187,327745,181,190,166,189,262205,141,191,190,327851,59,192,
191,167,196855,194,0,262394,192,193,194,131320,193,393277,141,199,173,2,4,327745,172,203,170,202,393277,141,204,203,2,8,
327810,141,205,199,204,327857,59,206,150,205,131321,194,131320,194,458997,59,207,192,187,206,193,131321,188,131320,188,
458997,59,208,185,178,207,194,196855,210,0,262394,208,209,210,131320,209,131321,318,131320,210,327745,213,214,166,171,
262205,159,215,214,327745,181,218,166,217,262205,141,219,218,327812,141,220,150,219,327808,141,222,220,156,393281,223,
224,215,167,222,393277,9,225,224,2,4,196855,229,0,262394,227,228,247,131320,228,327745,213,231,166,202,262205,159,232,
231,327745,181,235,166,234,262205,141,236,235,327812,141,237,150,236,327808,141,239,237,156,393281,223,244,232,167,239,
393277,9,245,244,2,4,196855,376,0,196859,153,335,131320,335,327850,59,337,230,8,196855,343,0,262394,337,338,343,131320,
338,327813,9,382,35,225,327813,9,384,38,225,327813,9,386,384,225,327809,9,387,34,386,327813,9,388,382,387,393228,9,389,
1,27,388,327809,9,390,34,389,327816,9,391,225,390,327813,9,342,391,245,131321,376,131320,343,327850,59,345,230,70,
196855,354,0,262394,345,346,354,131320,346,458764,9,348,1,40,225,75,327813,9,351,348,348,327813,9,353,351,245,131321,
376,131320,354,327850,59,356,230,84,196855,371,0,262394,356,357,371,131320,357,458764,9,359,1,37,225,89,524300,9,361,1,
43,245,92,89,327813,9,364,95,359,393228,9,365,1,27,364,327809,9,366,34,365,327816,9,367,359,366,327809,9,369,361,34,
327813,9,370,367,369,131321,376,131320,371,262271,9,396,225,393228,9,397,1,27,396,327809,9,398,34,397,327816,9,399,225,
398,327813,9,375,399,245,131321,376,131320,376,721141,9,427,342,338,353,346,370,357,375,371,131321,229,131320,247,
196855,250,0,262394,248,249,263,131320,249,327745,213,251,166,202,262205,159,252,251,327745,181,254,166,234,262205,141,
255,254,327812,141,256,150,255,327808,141,258,256,156,393281,223,259,252,167,258,393277,9,260,259,2,4,327809,9,262,225,
260,131321,250,131320,263,196855,266,0,262394,264,265,275,131320,265,327745,271,272,166,267,262205,9,273,272,327866,59,
405,273,75,196855,415,0,262394,405,406,413,131320,406,327816,9,410,225,273,524300,9,420,1,43,410,114,115,327813,9,421,
112,420,393228,9,422,1,27,421,327809,9,423,422,34,327816,9,424,112,423,327811,9,425,34,424,327813,9,412,273,425,131321,
415,131320,413,131321,415,131320,415,458997,9,426,412,406,225,413,131321,266,131320,275,327745,271,276,166,267,262205,9,
277,276,327813,9,279,225,277,131321,266,131320,266,458997,9,430,426,415,279,275,131321,250,131320,250,458997,9,429,262,
249,430,266,131321,229,131320,229,458997,9,428,427,376,429,250,327745,213,281,166,280,262205,159,282,281,327745,181,285,
166,284,262205,141,286,285,327812,141,287,150,286,327808,141,289,287,156,393281,223,291,282,167,289,327742,291,428,2,4,
131321,318,131320,318,65789,65592,};
/* rope_kv: rope_kv.comp : af0f0f4efb7d10173e06d15ab2e41859079bdbc65de761f6c3ceaa983d296581, 16720 bytes be4f9d658dbd2db0339b164097af9e95a1be280deaa82045ff5fa3b81f37a69c */
static const uint32_t infer__spirv_rope_kv[] = {
119734787,67072,851979,703,0,131089,1,131089,61,131089,63,131089,4433,131089,5347,393227,1,1280527431,1685353262,
808793134,0,196622,5348,1,786447,5,4,1852399981,0,39,86,92,112,313,314,327,393547,4,38,7,8,8,196611,2,460,458756,
1163873351,1650414680,1701209717,1701994354,1701995878,6644590,589828,1163873351,1667191896,1920233071,1717529711,
1601662828,1920234593,1953849961,29541,524292,1163873351,1935627352,1634492771,1818386290,1600873327,1870225772,29813,
524292,1163873351,1935627352,1701077352,909205362,1601464674,1919906931,6645601,851972,1163873351,1935627352,1701077352,
2019909490,1667853424,1633645673,1752459634,1769235821,2037669731,1601398128,829714025,54,655364,1197427783,1279741775,
1885560645,1953718128,1600482425,1701734764,1919509599,1769235301,25974,524292,1197427783,1279741775,1852399429,
1685417059,1768185701,1952671090,6649449,655364,1264536647,1935626824,1701077352,1970495346,1869768546,1633644661,
1752459634,1769235821,99,589828,1264536647,1935626824,1701077352,1970495346,1869768546,1650421877,1667855201,0,589828,
1264536647,1935626824,1701077352,1970495346,1869768546,1935634549,1717990760,25964,262149,4,1852399981,0,393221,14,
1935620209,1701601635,993097000,0,262149,13,1936877926,116,327685,20,1713911921,828783409,59,196613,18,118,262149,19,
1818321779,101,196613,22,7368564,196613,24,105,196613,39,120,196613,83,116,393221,86,1465871463,1198223983,1886744434,
17481,196613,91,6580596,524293,92,1281322087,1818321775,1870032457,1769234787,1850306159,7890276,262149,95,1835365481,0,
262149,99,1718378856,95,262149,103,1752397136,0,327686,103,0,1634886000,29549,262150,103,1,113,262150,103,2,107,262150,
103,3,118,327686,103,4,1633902443,6645859,327686,103,5,1633902454,6645859,327686,103,6,1818717793,29541,327686,103,7,
1836216174,115,327686,103,8,1684104552,115,393222,103,9,1751086699,1935958373,0,262150,103,10,27492,262150,103,11,30308,
393222,103,12,1701867378,1852140639,6845543,393222,103,13,1634754915,2037672291,0,327686,103,14,1836216174,25701,393222,
103,15,1953718129,1701079410,0,393222,103,16,1953718123,1701079410,0,393222,103,17,1953718134,1701079410,0,262150,103,
18,7565413,262149,105,1634885968,29549,393222,105,0,1769172848,1852795252,0,262150,105,1,110,327686,105,2,1953390967,
25701,262150,105,3,6578544,327686,105,4,1701539700,110,196613,107,3289926,262150,107,0,118,196613,110,3551573,262150,
110,0,118,196613,112,0,262149,131,1684957547,0,196613,174,110,196613,189,7827314,196613,212,29793,196613,257,7173491,
196613,258,105,196613,286,18263,262149,287,1701079415,0,262149,313,1936553331,0,393221,314,1398762599,1919378037,
1232106863,68,196613,320,105,393221,327,1314876519,1968401781,1869768546,7565429,196613,349,105,262149,381,1162891090,0,
196613,386,105,196613,396,97,196613,406,98,262149,418,1769172835,25966,262149,430,1701734771,0,196613,443,25970,196613,
455,28009,196613,479,105,196613,504,28532,262149,522,1751343459,101,196613,537,105,262149,544,1415534155,4542553,196613,
565,105,196613,581,3551558,262150,581,0,118,196613,598,105,196613,616,100,262149,621,1634886000,109,262149,623,
1668246626,107,262149,657,1634886000,109,262149,660,1634886000,109,262149,667,1634886000,109,262149,670,1634886000,109,
196613,683,18259,262215,7,1,0,262215,86,11,26,262215,92,11,29,196679,103,2,327752,103,0,35,0,327752,103,1,35,8,327752,
103,2,35,16,327752,103,3,35,24,327752,103,4,35,32,327752,103,5,35,40,327752,103,6,35,48,327752,103,7,35,56,327752,103,8,
35,64,327752,103,9,35,68,327752,103,10,35,72,327752,103,11,35,76,327752,103,12,35,80,327752,103,13,35,84,327752,103,14,
35,88,327752,103,15,35,92,327752,103,16,35,96,327752,103,17,35,100,327752,103,18,35,112,262215,104,6,4,196679,105,2,
327752,105,0,35,0,327752,105,1,35,4,327752,105,2,35,8,327752,105,3,35,12,327752,105,4,35,16,262215,106,6,4,196679,107,2,
327752,107,0,35,0,262215,109,6,2,196679,110,2,327752,110,0,35,0,196679,189,5356,196679,192,5356,196679,201,5356,262215,
286,1,0,262215,314,11,40,262215,327,11,38,262215,381,1,3,196679,522,5356,196679,525,5356,262215,544,1,2,262215,580,6,2,
196679,581,2,327752,581,0,35,0,262215,681,1,0,262215,683,1,1,131091,2,196641,3,2,262165,6,32,0,262194,6,7,1,262187,6,8,
1,262176,9,7,6,196630,10,32,262167,11,10,2,262177,12,11,9,262176,16,7,10,327713,17,6,16,16,262187,10,23,0,262187,6,25,0,
262187,6,32,32,131092,33,262187,6,36,1024,262172,37,10,36,262176,38,4,37,262203,38,39,4,262176,43,4,10,262165,49,32,1,
262187,49,50,1,262187,10,53,226492416,262176,55,7,11,327724,11,59,23,23,262187,10,61,1123942400,262187,10,74,3271426048,
262187,6,78,255,262176,82,7,49,262167,84,6,3,262176,85,1,84,262203,85,86,1,262176,87,1,6,262203,87,92,1,196647,100,5349,
196647,101,5349,196647,102,5349,1376286,103,100,101,101,101,102,102,101,101,49,49,49,49,49,49,49,49,49,49,10,196637,104,
49,458782,105,49,49,49,49,104,262176,100,5349,105,196637,106,10,196638,107,106,262176,101,5349,107,262165,108,16,0,
196637,109,108,196638,110,109,262176,102,5349,110,262176,111,9,103,262203,111,112,9,262187,49,113,12,262176,114,9,49,
262187,49,117,2,262187,49,120,0,262176,121,9,100,262176,124,5349,49,262187,49,133,8,262187,49,144,9,262187,49,180,11,
262187,49,184,10,262176,188,7,101,262176,195,9,101,262187,49,207,3,262187,49,219,15,262187,49,235,16,262187,49,246,17,
262176,273,5349,10,262194,6,286,64,393268,49,287,128,286,25,262187,49,294,14,262187,6,305,3,262187,6,310,64,262172,311,
10,310,262176,312,4,311,262203,312,313,4,262203,87,314,1,262187,6,318,2,262187,6,319,264,262203,87,327,1,262187,10,337,
1065353216,262187,49,342,18,262176,343,9,10,262187,49,361,7,262194,6,381,1,393268,33,382,171,381,25,393268,33,397,170,
381,8,393268,33,407,170,381,8,262187,49,419,6,262187,49,506,13,262176,521,7,102,262187,49,528,4,262176,529,9,102,262187,
49,533,5,262194,6,544,1,393268,33,545,170,544,25,393268,33,572,170,544,8,196647,578,5349,196630,579,16,196637,580,579,
196638,581,580,262176,578,5349,581,262176,594,5349,579,262187,6,606,8,393268,33,607,170,544,606,262187,6,618,16,262187,
6,624,17,262187,49,627,32,262176,647,5349,108,393268,6,678,128,287,25,262194,6,681,1,393267,84,682,681,8,8,262194,6,683,
32,262187,6,684,6,262187,6,685,7,262187,6,686,10,262187,6,687,11,262187,6,688,12,262187,6,689,13,262187,6,690,14,262187,
6,691,18,262187,6,692,19,262187,6,693,20,262187,6,694,21,262187,6,695,22,262187,6,696,23,262187,6,697,29,262187,6,698,
30,262187,6,699,34,262187,6,700,35,262187,6,701,39,262187,6,702,40,327734,2,4,0,3,131320,5,262203,82,83,7,262203,82,91,
7,262203,82,95,7,262203,82,99,7,262203,82,131,7,262203,82,137,7,262203,82,153,7,262203,82,159,7,262203,82,174,7,262203,
82,177,7,262203,188,189,7,262203,188,192,7,262203,188,201,7,262203,82,212,7,262203,82,215,7,262203,82,231,7,262203,16,
257,7,262203,82,258,7,262203,9,320,7,262203,82,349,7,262203,82,386,7,262203,82,396,7,262203,82,398,7,262203,82,406,7,
262203,82,408,7,262203,16,418,7,262203,16,430,7,262203,16,443,7,262203,16,455,7,262203,82,479,7,262203,9,504,7,262203,
521,522,7,262203,521,525,7,262203,82,537,7,262203,82,565,7,262203,9,598,7,262203,55,616,7,262203,9,621,7,262203,9,623,7,
262203,16,657,7,262203,16,660,7,262203,16,667,7,262203,16,670,7,327745,87,88,86,8,262205,6,89,88,262268,49,90,89,196670,
83,90,262205,6,93,92,262268,49,94,93,196670,91,94,327745,87,96,86,25,262205,6,97,96,262268,49,98,97,196670,95,98,327745,
114,115,112,113,262205,49,116,115,327815,49,118,116,117,196670,99,118,262205,49,119,83,327745,121,122,112,120,262205,
100,123,122,327745,124,125,123,50,393277,49,126,125,2,4,327855,33,127,119,126,196855,129,0,262394,127,128,129,131320,
128,65789,131320,129,262205,49,132,95,327745,114,134,112,133,262205,49,135,134,327857,33,136,132,135,196855,139,0,
262394,136,138,140,131320,138,196670,137,120,131321,139,131320,140,262205,49,141,95,327745,114,142,112,133,262205,49,
143,142,327745,114,145,112,144,262205,49,146,145,327808,49,147,143,146,327857,33,148,141,147,393385,49,149,148,50,117,
196670,137,149,131321,139,131320,139,262205,49,150,137,196670,131,150,262205,49,151,131,327850,33,152,151,120,196855,
155,0,262394,152,154,156,131320,154,196670,153,120,131321,155,131320,156,262205,49,157,131,327850,33,158,157,50,196855,
161,0,262394,158,160,164,131320,160,327745,114,162,112,133,262205,49,163,162,196670,159,163,131321,161,131320,164,
327745,114,165,112,133,262205,49,166,165,327745,114,167,112,144,262205,49,168,167,327808,49,169,166,168,196670,159,169,
131321,161,131320,161,262205,49,170,159,196670,153,170,131321,155,131320,155,262205,49,171,153,262205,49,172,95,327810,
49,173,172,171,196670,95,173,262205,49,175,131,327850,33,176,175,117,196855,179,0,262394,176,178,183,131320,178,327745,
114,181,112,180,262205,49,182,181,196670,177,182,131321,179,131320,183,327745,114,185,112,184,262205,49,186,185,196670,
177,186,131321,179,131320,179,262205,49,187,177,196670,174,187,262205,49,190,131,327850,33,191,190,120,196855,194,0,
262394,191,193,198,131320,193,327745,195,196,112,50,262205,101,197,196,196670,192,197,131321,194,131320,198,262205,49,
199,131,327850,33,200,199,50,196855,203,0,262394,200,202,206,131320,202,327745,195,204,112,117,262205,101,205,204,
196670,201,205,131321,203,131320,206,327745,195,208,112,207,262205,101,209,208,196670,201,209,131321,203,131320,203,
262205,101,210,201,196670,192,210,131321,194,131320,194,262205,101,211,192,196670,189,211,262205,49,213,131,327850,33,
214,213,120,196855,217,0,262394,214,216,228,131320,216,262205,49,218,83,327745,114,220,112,219,262205,49,221,220,327812,
49,222,218,221,262205,49,223,95,327745,114,224,112,184,262205,49,225,224,327812,49,226,223,225,327808,49,227,222,226,
196670,215,227,131321,217,131320,228,262205,49,229,131,327850,33,230,229,50,196855,233,0,262394,230,232,244,131320,232,
262205,49,234,83,327745,114,236,112,235,262205,49,237,236,327812,49,238,234,237,262205,49,239,95,327745,114,240,112,184,
262205,49,241,240,327812,49,242,239,241,327808,49,243,238,242,196670,231,243,131321,233,131320,244,262205,49,245,83,
327745,114,247,112,246,262205,49,248,247,327812,49,249,245,248,262205,49,250,95,327745,114,251,112,180,262205,49,252,
251,327812,49,253,250,252,327808,49,254,249,253,196670,231,254,131321,233,131320,233,262205,49,255,231,196670,215,255,
131321,217,131320,217,262205,49,256,215,196670,212,256,196670,257,23,262205,49,259,91,196670,258,259,131321,260,131320,
260,262390,262,263,0,131321,264,131320,264,262205,49,265,258,262205,49,266,174,327857,33,267,265,266,262394,267,261,262,
131320,261,262205,49,268,258,262205,101,269,189,262205,49,270,212,262205,49,271,258,327808,49,272,270,271,393281,273,
274,269,120,272,393277,10,275,274,2,4,327745,43,276,39,268,196670,276,275,262205,49,277,258,327745,43,278,39,277,262205,
10,279,278,262205,49,280,258,327745,43,281,39,280,262205,10,282,281,327813,10,283,279,282,262205,10,284,257,327809,10,
285,284,283,196670,257,285,131321,263,131320,263,262205,49,288,258,327808,49,289,288,287,196670,258,289,131321,260,
131320,262,262205,49,290,131,327857,33,291,290,117,196855,293,0,262394,291,292,293,131320,292,327745,114,295,112,294,
262205,49,296,295,262205,49,297,131,327875,49,298,296,297,327879,49,299,298,50,327851,33,300,299,120,131321,293,131320,
293,458997,33,301,291,262,300,292,196855,303,0,262394,301,302,303,131320,302,262205,10,304,257,393566,10,306,305,0,304,
196670,257,306,262477,33,307,305,196855,309,0,262394,307,308,309,131320,308,262205,6,315,314,262205,10,316,257,327745,
43,317,313,315,196670,317,316,131321,309,131320,309,262368,318,318,319,196670,257,23,196670,320,25,131321,321,131320,
321,262390,323,324,0,131321,325,131320,325,262205,6,326,320,262205,6,328,327,327856,33,329,326,328,262394,329,322,323,
131320,322,262205,6,330,320,327745,43,331,313,330,262205,10,332,331,262205,10,333,257,327809,10,334,333,332,196670,257,
334,131321,324,131320,324,262205,6,335,320,327808,6,336,335,50,196670,320,336,131321,321,131320,323,262205,10,338,257,
262205,49,339,174,262255,10,340,339,327816,10,341,338,340,327745,343,344,112,342,262205,10,345,344,327809,10,346,341,
345,393228,10,347,1,31,346,327816,10,348,337,347,196670,257,348,262205,49,350,91,196670,349,350,131321,351,131320,351,
262390,353,354,0,131321,355,131320,355,262205,49,356,349,262205,49,357,174,327857,33,358,356,357,262394,358,352,353,
131320,352,262205,49,359,349,262205,10,360,257,327745,195,362,112,361,262205,101,363,362,262205,49,364,131,327745,114,
365,112,184,262205,49,366,365,327812,49,367,364,366,262205,49,368,349,327808,49,369,367,368,393281,273,370,363,120,369,
393277,10,371,370,2,4,327813,10,372,360,371,327745,43,373,39,359,262205,10,374,373,327813,10,375,374,372,327745,43,376,
39,359,196670,376,375,131321,354,131320,354,262205,49,377,349,327808,49,378,377,287,196670,349,378,131321,351,131320,
353,131321,303,131320,303,262368,318,318,319,262205,49,379,131,327857,33,380,379,117,327847,33,383,380,382,196855,385,0,
262394,383,384,385,131320,384,262205,49,387,91,196670,386,387,131321,388,131320,388,262390,390,391,0,131321,392,131320,
392,262205,49,393,386,262205,49,394,99,327857,33,395,393,394,262394,395,389,390,131320,389,196855,400,0,262394,397,399,
403,131320,399,262205,49,401,386,327812,49,402,117,401,196670,398,402,131321,400,131320,403,262205,49,404,386,196670,
398,404,131321,400,131320,400,262205,49,405,398,196670,396,405,196855,410,0,262394,407,409,413,131320,409,262205,49,411,
396,327808,49,412,411,50,196670,408,412,131321,410,131320,413,262205,49,414,386,262205,49,415,99,327808,49,416,414,415,
196670,408,416,131321,410,131320,410,262205,49,417,408,196670,406,417,327745,195,420,112,419,262205,101,421,420,262205,
49,422,83,327745,114,423,112,113,262205,49,424,423,327812,49,425,422,424,262205,49,426,386,327808,49,427,425,426,393281,
273,428,421,120,427,393277,10,429,428,2,4,196670,418,429,327745,195,431,112,419,262205,101,432,431,262205,49,433,83,
327745,114,434,112,113,262205,49,435,434,327812,49,436,433,435,262205,49,437,99,327808,49,438,436,437,262205,49,439,386,
327808,49,440,438,439,393281,273,441,432,120,440,393277,10,442,441,2,4,196670,430,442,262205,49,444,396,327745,43,445,
39,444,262205,10,446,445,262205,10,447,418,327813,10,448,446,447,262205,49,449,406,327745,43,450,39,449,262205,10,451,
450,262205,10,452,430,327813,10,453,451,452,327811,10,454,448,453,196670,443,454,262205,49,456,396,327745,43,457,39,456,
262205,10,458,457,262205,10,459,430,327813,10,460,458,459,262205,49,461,406,327745,43,462,39,461,262205,10,463,462,
262205,10,464,418,327813,10,465,463,464,327809,10,466,460,465,196670,455,466,262205,49,467,396,262205,10,468,443,327745,
43,469,39,467,196670,469,468,262205,49,470,406,262205,10,471,455,327745,43,472,39,470,196670,472,471,131321,391,131320,
391,262205,49,473,386,327808,49,474,473,287,196670,386,474,131321,388,131320,390,262368,318,318,319,131321,385,131320,
385,262205,49,475,131,327857,33,476,475,117,196855,478,0,262394,476,477,478,131320,477,262205,49,480,91,196670,479,480,
131321,481,131320,481,262390,483,484,0,131321,485,131320,485,262205,49,486,479,262205,49,487,174,327857,33,488,486,487,
262394,488,482,483,131320,482,262205,101,489,189,262205,49,490,212,262205,49,491,479,327808,49,492,490,491,262205,49,
493,479,327745,43,494,39,493,262205,10,495,494,393281,273,496,489,120,492,327742,496,495,2,4,131321,484,131320,484,
262205,49,497,479,327808,49,498,497,287,196670,479,498,131321,481,131320,483,131321,478,131320,478,262205,49,499,131,
327850,33,500,499,120,196855,502,0,262394,500,501,502,131320,501,65789,131320,502,262205,49,505,95,327745,114,507,112,
506,262205,49,508,507,327812,49,509,505,508,327745,121,510,112,120,262205,100,511,510,327745,124,512,511,120,393277,49,
513,512,2,16,262205,49,514,83,327808,49,515,513,514,327745,114,516,112,506,262205,49,517,516,327819,49,518,515,517,
327808,49,519,509,518,262268,6,520,519,196670,504,520,262205,49,523,131,327850,33,524,523,50,196855,527,0,262394,524,
526,532,131320,526,327745,529,530,112,528,262205,102,531,530,196670,525,531,131321,527,131320,532,327745,529,534,112,
533,262205,102,535,534,196670,525,535,131321,527,131320,527,262205,102,536,525,196670,522,536,262205,49,538,91,196670,
537,538,131321,539,131320,539,262390,541,542,0,131321,543,131320,543,262205,49,546,537,262205,49,547,174,327857,33,548,
546,547,327847,33,549,545,548,262394,549,540,541,131320,540,262205,102,550,522,262268,101,551,550,262205,6,552,504,
262205,49,553,174,262268,6,554,553,327812,6,555,552,554,262205,49,556,537,262268,6,557,556,327808,6,558,555,557,262205,
49,559,537,327745,43,560,39,559,262205,10,561,560,393281,273,562,551,120,558,327742,562,561,2,4,131321,542,131320,542,
262205,49,563,537,327808,49,564,563,287,196670,537,564,131321,539,131320,541,262205,49,566,91,196670,565,566,131321,567,
131320,567,262390,569,570,0,131321,571,131320,571,262205,49,573,565,262205,49,574,174,327857,33,575,573,574,327847,33,
576,572,575,262394,576,568,569,131320,568,262205,102,577,522,262268,578,582,577,262205,6,583,504,262205,49,584,174,
262268,6,585,584,327812,6,586,583,585,262205,49,587,565,262268,6,588,587,327808,6,589,586,588,262205,49,590,565,327745,
43,591,39,590,262205,10,592,591,262259,579,593,592,393281,594,595,582,120,589,327742,595,593,2,2,131321,570,131320,570,
262205,49,596,565,327808,49,597,596,287,196670,565,597,131321,567,131320,569,262205,49,599,91,262268,6,600,599,196670,
598,600,131321,601,131320,601,262390,603,604,0,131321,605,131320,605,196855,609,0,262394,607,608,609,131320,608,262205,
6,610,598,262205,49,611,174,327815,49,612,611,117,262268,6,613,612,327856,33,614,610,613,131321,609,131320,609,458997,
33,615,607,605,614,608,262394,615,602,603,131320,602,262205,6,617,598,327814,6,619,617,618,327812,6,620,619,32,196670,
621,620,327737,11,622,14,621,196670,616,622,262205,6,625,504,262205,49,626,174,327815,49,628,626,627,262268,6,629,628,
327812,6,630,625,629,262205,6,631,598,327814,6,632,631,618,327808,6,633,630,632,327812,6,634,624,633,196670,623,634,
262205,6,635,598,327817,6,636,635,618,327850,33,637,636,25,196855,639,0,262394,637,638,639,131320,638,262205,102,640,
522,262205,6,641,623,327745,16,642,616,8,262205,10,643,642,327760,11,644,643,23,393228,6,645,1,58,644,262257,108,646,
645,393281,647,648,640,120,641,327742,648,646,2,2,131321,639,131320,639,262205,102,649,522,262205,6,650,623,327808,6,
651,650,8,262205,6,652,598,327817,6,653,652,618,327808,6,654,651,653,262205,6,655,598,327812,6,656,318,655,327745,43,
658,39,656,262205,10,659,658,196670,657,659,327745,16,661,616,25,262205,10,662,661,196670,660,662,393273,6,663,20,657,
660,262205,6,664,598,327812,6,665,318,664,327808,6,666,665,8,327745,43,668,39,666,262205,10,669,668,196670,667,669,
327745,16,671,616,25,262205,10,672,671,196670,670,672,393273,6,673,20,667,670,327876,6,674,673,133,327877,6,675,663,674,
262257,108,676,675,393281,647,677,649,120,654,327742,677,676,2,2,131321,604,131320,604,262205,6,679,598,327808,6,680,
679,678,196670,598,680,131321,601,131320,603,65789,65592,327734,11,14,0,12,196663,9,13,131320,15,262203,16,22,7,262203,
9,24,7,262203,55,56,7,196670,22,23,196670,24,25,131321,26,131320,26,262390,28,29,0,131321,30,131320,30,262205,6,31,24,
327856,33,34,31,32,262394,34,27,28,131320,27,262205,10,35,22,262205,6,40,13,262205,6,41,24,327808,6,42,40,41,327745,43,
44,39,42,262205,10,45,44,393228,10,46,1,4,45,458764,10,47,1,40,35,46,196670,22,47,131321,29,131320,29,262205,6,48,24,
327808,6,51,48,50,196670,24,51,131321,26,131320,28,262205,10,52,22,327864,33,54,52,53,196855,58,0,262394,54,57,60,
131320,57,196670,56,59,131321,58,131320,60,262205,10,62,22,327816,10,63,61,62,262205,10,64,22,327816,10,65,64,61,327760,
11,66,63,65,196670,56,66,131321,58,131320,58,262205,11,67,56,131326,67,65592,327734,6,20,0,17,196663,16,18,196663,16,19,
131320,21,262205,10,70,18,262205,10,71,19,327813,10,72,70,71,393228,10,73,1,2,72,524300,10,75,1,43,73,74,61,262254,49,
76,75,262268,6,77,76,327879,6,79,77,78,131326,79,65592,};
/* fa_f: fa_f.comp -O: eabfbb78c8899e2c81f27298228c9d44831f518d8dd27f7a663c919b7dbc935b, 22304 bytes 33a6f8bdb1ee52f27922ae5fbcab64f788f63424ff46d9dfde24996ec5d4a008 */
static const uint32_t infer__spirv_fa_f[] = {
119734787,67072,851979,2442,0,131089,1,131089,61,131089,65,131089,4433,131089,5347,393227,1,1280527431,1685353262,
808793134,0,196622,5348,1,851983,5,4,1852399981,0,219,549,562,564,567,587,671,1030,393547,4,38,7,8,8,262215,7,1,0,
262215,22,6,2,196679,23,2,327752,23,0,35,0,262215,97,1,2,262215,105,6,8,196679,106,2,327752,106,0,35,0,262215,127,6,16,
196679,128,2,327752,128,0,35,0,196679,211,2,327752,211,0,35,0,327752,211,1,35,8,327752,211,2,35,16,327752,211,3,35,24,
327752,211,4,35,32,327752,211,5,35,40,327752,211,6,35,48,327752,211,7,35,56,327752,211,8,35,64,327752,211,9,35,68,
327752,211,10,35,72,327752,211,11,35,76,327752,211,12,35,80,327752,211,13,35,84,327752,211,14,35,88,327752,211,15,35,92,
327752,211,16,35,96,327752,211,17,35,100,327752,211,18,35,104,327752,211,19,35,108,327752,211,20,35,112,327752,211,21,
35,116,262215,212,6,4,196679,213,2,327752,213,0,35,0,327752,213,1,35,4,327752,213,2,35,8,327752,213,3,35,12,327752,213,
4,35,16,262215,214,6,4,196679,215,2,327752,215,0,35,0,262215,216,6,4,196679,217,2,327752,217,0,35,0,262215,356,1,5,
262215,398,6,2,196679,399,2,327752,399,0,35,0,262215,557,1,0,262215,562,11,40,196679,564,0,262215,564,11,36,196679,565,
0,196679,567,0,262215,567,11,41,196679,568,0,262215,587,11,26,262215,590,1,6,262215,653,1,3,262215,748,1,4,131091,2,
196641,3,2,262165,6,32,0,262194,6,7,1,262187,6,8,1,196630,9,32,262176,10,7,9,196647,20,5349,262165,21,16,0,196637,22,21,
196638,23,22,262176,20,5349,23,262167,26,9,4,262165,34,32,1,262176,35,7,34,262167,36,34,2,262176,47,7,26,262187,9,65,
1065353216,262187,9,66,1073741824,262187,9,68,3245342720,262187,9,69,1097859072,262187,9,79,0,131092,80,262194,6,97,1,
393268,80,98,170,97,8,196647,102,5349,196630,103,16,262167,104,103,4,196637,105,104,196638,106,105,262176,102,5349,106,
262187,34,108,0,262187,6,111,4,262176,116,5349,104,262187,6,121,0,393268,80,122,170,97,121,196647,126,5349,196637,127,
26,196638,128,127,262176,126,5349,128,262176,136,5349,26,262187,6,141,17,262187,6,144,32,262187,6,148,8,262187,6,157,2,
262176,163,5349,21,262167,174,34,4,262187,34,178,24,262187,34,182,16,262167,199,9,2,196647,208,5349,196647,209,5349,
196647,210,5349,1572894,211,208,209,20,20,209,209,209,210,34,34,34,34,34,34,34,34,34,34,34,34,9,9,196637,212,34,458782,
213,34,34,34,34,212,262176,208,5349,213,196637,214,9,196638,215,214,262176,209,5349,215,196637,216,34,196638,217,216,
262176,210,5349,217,262176,218,9,211,262203,218,219,9,262176,220,9,208,262176,223,5349,34,262187,34,229,17,262176,230,9,
34,262187,34,246,1,262187,34,260,12,262187,34,263,2,327724,36,283,108,108,262187,34,286,11,262187,34,342,13,262187,34,
347,14,262194,6,356,0,393268,80,357,170,356,121,262187,34,360,20,262176,361,9,9,262176,364,9,209,262176,368,5349,9,
262187,6,386,3,196647,397,5349,196637,398,103,196638,399,398,262176,397,5349,399,262176,402,5349,103,262187,34,436,15,
393268,80,457,170,356,121,262187,34,460,4,262187,6,492,512,262187,6,496,16,458796,26,502,79,79,79,79,262187,34,521,10,
262187,6,546,544,262172,547,26,546,262176,548,4,547,262203,548,549,4,262176,555,4,26,262194,6,557,64,262176,561,1,6,
262203,561,562,1,262203,561,564,1,262203,561,567,1,262187,34,577,8,262187,34,580,9,262167,585,6,3,262176,586,1,585,
262203,586,587,1,262194,6,590,32,262187,34,598,2147483647,393268,34,611,128,590,121,262176,617,7,36,262194,6,653,128,
393268,6,654,134,653,111,393268,6,655,132,590,654,393268,6,667,128,654,8,393268,6,668,132,590,667,262172,669,26,668,
262176,670,4,669,262203,670,671,4,393268,6,713,132,590,148,393268,6,714,134,713,557,262172,716,36,714,262176,717,7,716,
262172,732,9,714,262176,733,7,732,262187,9,736,4284592614,262194,6,748,128,262187,6,749,64,393268,6,750,128,748,749,
393268,6,751,130,750,8,393268,6,752,134,751,749,393268,6,753,132,752,157,393268,6,755,132,752,157,262172,756,26,755,
262172,757,756,714,262176,758,7,757,262172,793,9,111,262172,794,793,714,262176,795,7,794,262187,6,812,264,262176,816,9,
20,262187,34,961,21,262187,6,1026,9,393268,6,1027,132,590,1026,262172,1028,26,1027,262176,1029,4,1028,262203,1029,1030,
4,262176,1042,4,9,393268,6,1090,132,752,157,262187,34,1111,3,262172,1145,26,714,262176,1146,7,1145,262187,34,1223,32,
262187,34,1271,5,393268,6,1312,132,752,157,393268,6,1325,134,748,111,458796,174,2355,178,178,178,178,262187,6,2441,24,
327734,2,4,0,3,131320,5,262203,717,718,7,262203,733,734,7,262203,733,738,7,262203,758,759,7,262203,795,796,7,262203,
1146,1147,7,262203,47,1343,7,196855,1371,0,196859,121,1372,131320,1372,262205,6,563,562,262205,6,565,564,327812,6,566,
563,565,262205,6,568,567,327808,6,569,566,568,327817,6,572,569,148,327814,6,575,569,148,327745,230,578,219,577,262205,
34,579,578,327745,230,581,219,580,262205,34,582,581,327815,34,583,579,582,327745,561,588,587,121,262205,6,589,588,
327812,6,591,589,590,262268,34,592,591,327745,561,594,587,8,262205,6,595,594,262268,34,596,595,327815,34,603,592,583,
131321,604,131320,604,458997,34,2097,108,1372,2257,607,458997,34,2096,598,1372,2256,607,458997,34,2095,603,1372,638,607,
327808,34,612,592,611,327810,34,613,612,246,327815,34,615,613,583,327859,80,616,2095,615,262390,606,607,0,262394,616,
605,606,131320,605,196855,1506,0,196859,121,1404,131320,1404,327745,220,1405,219,108,262205,208,1406,1405,327745,223,
1407,1406,108,393277,34,1408,1407,2,16,327808,34,1410,1408,2095,327745,230,1411,219,229,262205,34,1412,1411,327853,80,
1413,1412,108,196855,1427,0,262394,1413,1414,1417,131320,1414,131321,1427,131320,1417,393277,34,1421,1407,2,16,327745,
223,1424,1406,246,393277,34,1425,1424,2,4,327808,34,1426,1421,1425,131321,1427,131320,1427,458997,34,2226,1412,1414,
1426,1417,327745,223,1432,1406,246,393277,34,1433,1432,2,4,327855,80,1434,2095,1433,262312,80,1435,1434,196855,1455,0,
262394,1435,1436,1455,131320,1436,327745,230,1437,219,260,262205,34,1438,1437,327879,34,1439,1438,263,327851,80,1440,
1439,108,196855,1453,0,262394,1440,1441,1453,131320,1441,393277,34,1446,1432,2,4,327745,223,1449,1406,263,393277,34,
1450,1449,2,8,327810,34,1451,1446,1450,327857,80,1452,2095,1451,131321,1453,131320,1453,458997,80,1454,1440,1436,1452,
1441,131321,1455,131320,1455,458997,80,1456,1434,1427,1454,1453,196855,1458,0,262394,1456,1457,1458,131320,1457,131321,
1506,131320,1458,327745,230,1459,219,286,262205,34,1460,1459,327853,80,1461,1460,108,196855,1470,0,262394,1461,1462,
1469,131320,1462,327810,34,1466,1410,1460,327808,34,1467,1466,246,458764,34,1468,1,42,108,1467,131321,1470,131320,1469,
131321,1470,131320,1470,458997,34,2227,1468,1462,108,1469,327745,230,1472,219,260,262205,34,1473,1472,327879,34,1474,
1473,246,327851,80,1475,1474,108,196855,1501,0,262394,1475,1476,1479,131320,1476,327808,34,1478,1410,246,131321,1501,
131320,1479,196855,1490,0,262394,1461,1483,1490,131320,1483,327810,34,1488,2226,1410,327857,80,1489,1460,1488,131321,
1490,131320,1490,458997,80,1491,1461,1479,1489,1483,196855,1499,0,262394,1491,1492,1497,131320,1492,327808,34,1496,1410,
1460,131321,1499,131320,1497,131321,1499,131320,1499,458997,34,2228,1496,1492,2226,1497,131321,1501,131320,1501,458997,
34,2229,1478,1476,2228,1499,327760,36,1505,2227,2229,131321,1506,131320,1506,458997,36,2230,283,1457,1505,1501,327761,
34,623,2230,1,327761,34,625,2230,0,327853,80,626,623,625,196855,628,0,262394,626,627,628,131320,627,458764,34,632,1,39,
2096,625,458764,34,636,1,42,2097,623,131321,628,131320,628,458997,34,2257,2097,1506,636,627,458997,34,2256,2096,1506,
632,627,131321,607,131320,607,327808,34,638,2095,246,131321,604,131320,606,327855,80,641,2096,2097,196855,643,0,262394,
641,642,643,131320,642,131321,1371,131320,643,131321,647,131320,647,458997,6,2098,569,643,705,650,327856,80,656,2098,
655,262390,649,650,0,262394,656,648,649,131320,648,327814,6,660,2098,654,262268,34,661,660,327808,34,662,592,661,327815,
34,666,662,583,327812,6,674,660,667,327817,6,676,2098,654,327808,6,677,674,676,327745,220,679,219,108,262205,208,680,
679,327745,223,681,680,246,393277,34,682,681,2,4,327857,80,683,666,682,196855,686,0,262394,683,685,701,131320,685,
327812,34,689,596,583,327819,34,692,662,583,327808,34,693,689,692,196855,1591,0,196859,121,1513,131320,1513,327745,230,
1515,219,342,262205,34,1516,1515,327812,34,1517,666,1516,327745,230,1519,219,347,262205,34,1520,1519,327812,34,1521,693,
1520,327808,34,1522,1517,1521,262268,6,1523,1522,327812,6,1525,111,676,327808,6,1526,1523,1525,196855,1555,0,262394,357,
1527,1555,131320,1527,327745,361,1528,219,360,262205,9,1529,1528,327745,364,1530,219,246,262205,209,1531,1530,393281,
368,1533,1531,108,1526,393277,9,1534,1533,2,4,327808,6,1538,1526,8,393281,368,1539,1531,108,1538,393277,9,1540,1539,2,4,
327808,6,1544,1526,157,393281,368,1545,1531,108,1544,393277,9,1546,1545,2,4,327808,6,1550,1526,386,393281,368,1551,1531,
108,1550,393277,9,1552,1551,2,4,458832,26,1553,1534,1540,1546,1552,327822,26,1554,1553,1529,131321,1591,131320,1555,
327745,361,1556,219,360,262205,9,1557,1556,327745,364,1558,219,246,262205,209,1559,1558,262268,397,1560,1559,393281,402,
1562,1560,108,1526,393277,103,1563,1562,2,2,262259,9,1564,1563,327808,6,1569,1526,8,393281,402,1570,1560,108,1569,
393277,103,1571,1570,2,2,262259,9,1572,1571,327808,6,1577,1526,157,393281,402,1578,1560,108,1577,393277,103,1579,1578,2,
2,262259,9,1580,1579,327808,6,1585,1526,386,393281,402,1586,1560,108,1585,393277,103,1587,1586,2,2,262259,9,1588,1587,
458832,26,1589,1564,1572,1580,1588,327822,26,1590,1589,1557,131321,1591,131320,1591,458997,26,2222,1554,1527,1590,1555,
131321,686,131320,701,131321,686,131320,686,458997,26,2223,2222,1591,502,701,327745,555,703,671,677,196670,703,2223,
131321,650,131320,650,327808,6,705,2098,557,131321,647,131320,649,131321,707,131320,707,458997,6,2099,121,649,766,710,
327856,80,715,2099,714,262390,709,710,0,262394,715,708,709,131320,708,327812,6,722,575,714,327808,6,724,722,2099,262268,
34,725,724,327808,34,726,592,725,327815,34,728,726,583,196855,1707,0,196859,121,1605,131320,1605,327745,220,1606,219,
108,262205,208,1607,1606,327745,223,1608,1607,108,393277,34,1609,1608,2,16,327808,34,1611,1609,728,327745,230,1612,219,
229,262205,34,1613,1612,327853,80,1614,1613,108,196855,1628,0,262394,1614,1615,1618,131320,1615,131321,1628,131320,1618,
393277,34,1622,1608,2,16,327745,223,1625,1607,246,393277,34,1626,1625,2,4,327808,34,1627,1622,1626,131321,1628,131320,
1628,458997,34,2207,1613,1615,1627,1618,327745,223,1633,1607,246,393277,34,1634,1633,2,4,327855,80,1635,728,1634,262312,
80,1636,1635,196855,1656,0,262394,1636,1637,1656,131320,1637,327745,230,1638,219,260,262205,34,1639,1638,327879,34,1640,
1639,263,327851,80,1641,1640,108,196855,1654,0,262394,1641,1642,1654,131320,1642,393277,34,1647,1633,2,4,327745,223,
1650,1607,263,393277,34,1651,1650,2,8,327810,34,1652,1647,1651,327857,80,1653,728,1652,131321,1654,131320,1654,458997,
80,1655,1641,1637,1653,1642,131321,1656,131320,1656,458997,80,1657,1635,1628,1655,1654,196855,1659,0,262394,1657,1658,
1659,131320,1658,131321,1707,131320,1659,327745,230,1660,219,286,262205,34,1661,1660,327853,80,1662,1661,108,196855,
1671,0,262394,1662,1663,1670,131320,1663,327810,34,1667,1611,1661,327808,34,1668,1667,246,458764,34,1669,1,42,108,1668,
131321,1671,131320,1670,131321,1671,131320,1671,458997,34,2208,1669,1663,108,1670,327745,230,1673,219,260,262205,34,
1674,1673,327879,34,1675,1674,246,327851,80,1676,1675,108,196855,1702,0,262394,1676,1677,1680,131320,1677,327808,34,
1679,1611,246,131321,1702,131320,1680,196855,1691,0,262394,1662,1684,1691,131320,1684,327810,34,1689,2207,1611,327857,
80,1690,1661,1689,131321,1691,131320,1691,458997,80,1692,1662,1680,1690,1684,196855,1700,0,262394,1692,1693,1698,131320,
1693,327808,34,1697,1611,1661,131321,1700,131320,1698,131321,1700,131320,1700,458997,34,2209,1697,1693,2207,1698,131321,
1702,131320,1702,458997,34,2210,1679,1677,2209,1700,327760,36,1706,2208,2210,131321,1707,131320,1707,458997,36,2211,283,
1658,1706,1702,327745,617,731,718,2099,196670,731,2211,327745,10,737,734,2099,196670,737,736,327745,10,740,738,2099,
196670,740,79,131321,742,131320,742,458997,6,2220,121,1707,764,743,327856,80,754,2220,753,262390,744,743,0,262394,754,
743,744,131320,743,393281,47,762,759,2099,2220,196670,762,502,327808,6,764,2220,246,131321,742,131320,744,131321,710,
131320,710,327808,6,766,2099,246,131321,707,131320,709,131321,769,131320,769,458997,34,2102,2096,709,1225,772,327857,80,
776,2102,2097,262390,771,772,0,262394,776,770,771,131320,770,131321,778,131320,778,458997,6,2117,121,770,803,781,327856,
80,784,2117,714,262390,780,781,0,262394,784,779,780,131320,779,131321,786,131320,786,458997,6,2205,121,779,801,787,
327856,80,792,2205,111,262390,788,787,0,262394,792,787,788,131320,787,393281,10,799,796,2117,2205,196670,799,79,327808,
6,801,2205,246,131321,786,131320,788,131321,781,131320,781,327808,6,803,2117,246,131321,778,131320,780,131321,805,
131320,805,458997,6,2118,121,780,911,808,327856,80,811,2118,654,262390,807,808,0,262394,811,806,807,131320,806,262368,
157,157,812,327745,816,817,219,263,262205,20,818,817,131321,1719,131320,1719,458997,6,2187,569,806,1774,1772,327856,80,
1722,2187,492,262390,1775,1772,0,262394,1722,1723,1775,131320,1723,327814,6,1725,2187,496,327817,6,1727,2187,496,262268,
34,1730,1725,327808,34,1731,2102,1730,327857,80,1733,1731,2097,196855,1741,0,262394,1733,1734,1741,131320,1734,327808,6,
1737,2118,1727,327814,6,1739,653,111,327856,80,1740,1737,1739,131321,1741,131320,1741,458997,80,1742,1733,1723,1740,
1734,196855,1765,0,262394,1742,1743,1765,131320,1743,327745,230,1745,219,521,262205,34,1746,1745,262268,6,1747,1746,
327812,6,1748,595,1747,262268,6,1753,1731,327817,6,1757,1753,1747,327808,6,1758,1748,1757,327808,6,1761,2118,1727,
196855,1861,0,196859,121,1785,131320,1785,196855,1798,0,262394,98,1786,1798,131320,1786,262268,102,1788,818,327814,6,
1791,653,111,327812,6,1792,1758,1791,327808,6,1794,1792,1761,393281,116,1795,1788,108,1794,393277,104,1796,1795,2,8,
262259,26,1797,1796,131321,1861,131320,1798,196855,1810,0,262394,122,1799,1810,131320,1799,262268,126,1801,818,327814,6,
1804,653,111,327812,6,1805,1758,1804,327808,6,1807,1805,1761,393281,136,1808,1801,108,1807,393277,26,1809,1808,2,16,
131321,1861,131320,1810,327814,6,1813,653,144,327812,6,1814,1758,1813,327814,6,1816,1761,148,327808,6,1817,1814,1816,
327812,6,1818,141,1817,327808,6,1820,1818,8,327817,6,1822,1761,148,327812,6,1823,1822,157,327808,6,1824,1820,1823,
393281,163,1827,818,108,1824,393277,21,1828,1827,2,2,262257,6,1829,1828,327808,6,1832,1824,8,393281,163,1833,818,108,
1832,393277,21,1834,1833,2,2,262257,6,1835,1834,327876,6,1837,1829,178,262268,34,1838,1837,327876,6,1840,1829,182,
262268,34,1841,1840,327876,6,1843,1835,178,262268,34,1844,1843,327876,6,1846,1835,182,262268,34,1847,1846,458832,174,
1848,1838,1841,1844,1847,327875,174,1850,1848,2355,393281,163,1853,818,108,1818,393277,21,1854,1853,2,2,262257,6,1855,
1854,393228,199,1856,1,62,1855,327761,9,1857,1856,0,262255,26,1859,1850,327822,26,1860,1859,1857,131321,1861,131320,
1861,590069,26,2199,1797,1786,1809,1799,1860,1810,131321,1765,131320,1765,458997,26,2200,502,1741,2199,1861,327812,6,
1767,1725,141,327808,6,1769,1767,1727,327745,555,1771,549,1769,196670,1771,2200,131321,1772,131320,1772,327808,6,1774,
2187,557,131321,1719,131320,1775,262368,157,157,812,131321,831,131320,831,458997,6,2188,121,1775,909,834,327810,6,838,
654,2118,458764,6,839,1,38,496,838,327856,80,840,2188,839,262390,833,834,0,262394,840,832,833,131320,832,327812,6,857,
572,141,327808,6,859,857,2188,327745,555,860,549,859,262205,26,861,860,327808,6,2362,572,148,327812,6,2363,2362,141,
327808,6,2364,2363,2188,327745,555,2365,549,2364,262205,26,2366,2365,327808,6,2376,572,496,327812,6,2377,2376,141,
327808,6,2378,2377,2188,327745,555,2379,549,2378,262205,26,2380,2379,327808,6,2390,572,2441,327812,6,2391,2390,141,
327808,6,2392,2391,2188,327745,555,2393,549,2392,262205,26,2394,2393,131321,866,131320,866,458997,6,2192,121,832,907,
867,327856,80,872,2192,714,262390,868,867,1,262394,872,867,868,131320,867,327812,6,875,575,714,327808,6,877,875,2192,
327812,6,878,877,667,327808,6,880,878,2118,327808,6,882,880,2188,327745,555,883,671,882,262205,26,884,883,327828,9,899,
861,884,393281,10,900,796,2192,121,262205,9,901,900,327809,9,902,901,899,196670,900,902,327828,9,2405,2366,884,393281,
10,2406,796,2192,8,262205,9,2407,2406,327809,9,2408,2407,2405,196670,2406,2408,327828,9,2419,2380,884,393281,10,2420,
796,2192,157,262205,9,2421,2420,327809,9,2422,2421,2419,196670,2420,2422,327828,9,2433,2394,884,393281,10,2434,796,2192,
386,262205,9,2435,2434,327809,9,2436,2435,2433,196670,2434,2436,327808,6,907,2192,246,131321,866,131320,868,131321,834,
131320,834,327808,6,909,2188,246,131321,831,131320,833,131321,808,131320,808,327808,6,911,2118,496,131321,805,131320,
807,131321,913,131320,913,458997,6,2119,121,807,1102,916,327856,80,919,2119,714,262390,915,916,0,262394,919,914,915,
131320,914,327745,10,922,734,2119,262205,9,923,922,131321,926,131320,926,458997,9,2164,923,914,977,929,458997,6,2153,
121,914,979,929,327856,80,932,2153,111,262390,928,929,0,262394,932,927,928,131320,927,327812,6,937,148,2153,327808,6,
938,572,937,262268,34,939,938,327808,34,940,2102,939,393281,35,945,718,2119,121,262205,34,946,945,327855,80,947,940,946,
196855,949,0,262394,947,948,949,131320,948,393281,35,952,718,2119,8,262205,34,953,952,327857,80,954,940,953,131321,949,
131320,949,458997,80,955,947,927,954,948,196855,958,0,262394,955,957,969,131320,957,393281,10,963,796,2119,2153,262205,
9,964,963,327745,361,966,219,961,262205,9,967,966,327866,80,1868,967,79,196855,1878,0,262394,1868,1869,1876,131320,1869,
327816,9,1873,964,967,524300,9,1883,1,43,1873,68,69,327813,9,1884,66,1883,393228,9,1885,1,27,1884,327809,9,1886,1885,65,
327816,9,1887,66,1886,327811,9,1888,65,1887,327813,9,1875,967,1888,131321,1878,131320,1876,131321,1878,131320,1878,
458997,9,2178,1875,1869,964,1876,131321,958,131320,969,131321,958,131320,958,458997,9,2179,2178,1878,736,969,393281,10,
971,796,2119,2153,196670,971,2179,262205,9,976,971,458764,9,977,1,40,2164,976,131321,929,131320,929,327808,6,979,2153,
246,131321,926,131320,928,131321,981,131320,981,458997,9,2163,2164,928,992,982,458997,6,2154,8,928,994,982,327856,80,
987,2154,148,262390,983,982,0,262394,987,982,983,131320,982,393562,9,991,386,2163,2154,458764,9,992,1,40,2163,991,
327812,6,994,2154,157,131321,981,131320,983,131321,996,131320,996,458997,9,2166,79,983,1046,999,458997,6,2155,121,983,
1048,999,327856,80,1002,2155,111,262390,998,999,0,262394,1002,997,998,131320,997,393281,10,1006,796,2119,2155,262205,9,
1007,1006,327866,80,1008,1007,736,196855,1011,0,262394,1008,1010,1019,131320,1010,262205,9,1015,1006,327811,9,1017,1015,
2163,393228,9,1018,1,27,1017,131321,1011,131320,1019,131321,1011,131320,1011,458997,9,2171,1018,1010,79,1019,327812,6,
1024,148,2155,327808,6,1025,572,1024,327812,6,1032,575,714,327808,6,1034,1032,2119,327812,6,1035,1034,1026,327814,6,
1037,1025,111,327808,6,1038,1035,1037,327817,6,1040,1025,111,393281,1042,1043,1030,1038,1040,196670,1043,2171,327809,9,
1046,2166,2171,131321,999,131320,999,327808,6,1048,2155,246,131321,996,131320,998,131321,1050,131320,1050,458997,9,2165,
2166,998,1061,1051,458997,6,2156,8,998,1063,1051,327856,80,1056,2156,148,262390,1052,1051,0,262394,1056,1051,1052,
131320,1051,393562,9,1059,386,2165,2156,327809,9,1061,2165,1059,327812,6,1063,2156,157,131321,1050,131320,1052,262205,9,
1067,922,327811,9,1069,1067,2163,393228,9,1070,1,27,1069,327745,10,1073,738,2119,262205,9,1074,1073,327813,9,1076,1074,
1070,327809,9,1078,1076,2165,196670,1073,1078,196670,922,2163,131321,1084,131320,1084,458997,6,2169,121,1052,1100,1085,
327856,80,1091,2169,1090,262390,1086,1085,0,262394,1091,1085,1086,131320,1085,393281,47,1095,759,2119,2169,262205,26,
1096,1095,327822,26,1097,1096,1070,196670,1095,1097,327808,6,1100,2169,246,131321,1084,131320,1086,131321,916,131320,
916,327808,6,1102,2119,246,131321,913,131320,915,131321,1104,131320,1104,458997,6,2120,121,915,1222,1107,327856,80,1110,
2120,752,262390,1106,1107,1,262394,1110,1105,1106,131320,1105,262368,157,157,812,327812,6,1115,2120,496,327745,816,1117,
219,1111,262205,20,1118,1117,131321,1899,131320,1899,458997,6,2129,569,1105,1954,1952,327856,80,1902,2129,492,262390,
1955,1952,0,262394,1902,1903,1955,131320,1903,327814,6,1905,2129,496,327817,6,1907,2129,496,262268,34,1910,1905,327808,
34,1911,2102,1910,327857,80,1913,1911,2097,196855,1921,0,262394,1913,1914,1921,131320,1914,327808,6,1917,1115,1907,
327814,6,1919,748,111,327856,80,1920,1917,1919,131321,1921,131320,1921,458997,80,1922,1913,1903,1920,1914,196855,1945,0,
262394,1922,1923,1945,131320,1923,327745,230,1925,219,521,262205,34,1926,1925,262268,6,1927,1926,327812,6,1928,595,1927,
262268,6,1933,1911,327817,6,1937,1933,1927,327808,6,1938,1928,1937,327808,6,1941,1115,1907,196855,2041,0,196859,121,
1965,131320,1965,196855,1978,0,262394,98,1966,1978,131320,1966,262268,102,1968,1118,327814,6,1971,748,111,327812,6,1972,
1938,1971,327808,6,1974,1972,1941,393281,116,1975,1968,108,1974,393277,104,1976,1975,2,8,262259,26,1977,1976,131321,
2041,131320,1978,196855,1990,0,262394,122,1979,1990,131320,1979,262268,126,1981,1118,327814,6,1984,748,111,327812,6,
1985,1938,1984,327808,6,1987,1985,1941,393281,136,1988,1981,108,1987,393277,26,1989,1988,2,16,131321,2041,131320,1990,
327814,6,1993,748,144,327812,6,1994,1938,1993,327814,6,1996,1941,148,327808,6,1997,1994,1996,327812,6,1998,141,1997,
327808,6,2000,1998,8,327817,6,2002,1941,148,327812,6,2003,2002,157,327808,6,2004,2000,2003,393281,163,2007,1118,108,
2004,393277,21,2008,2007,2,2,262257,6,2009,2008,327808,6,2012,2004,8,393281,163,2013,1118,108,2012,393277,21,2014,2013,
2,2,262257,6,2015,2014,327876,6,2017,2009,178,262268,34,2018,2017,327876,6,2020,2009,182,262268,34,2021,2020,327876,6,
2023,2015,178,262268,34,2024,2023,327876,6,2026,2015,182,262268,34,2027,2026,458832,174,2028,2018,2021,2024,2027,327875,
174,2030,2028,2355,393281,163,2033,1118,108,1998,393277,21,2034,2033,2,2,262257,6,2035,2034,393228,199,2036,1,62,2035,
327761,9,2037,2036,0,262255,26,2039,2030,327822,26,2040,2039,2037,131321,2041,131320,2041,590069,26,2147,1977,1966,1989,
1979,2040,1990,131321,1945,131320,1945,458997,26,2148,502,1921,2147,2041,327812,6,1947,1905,141,327808,6,1949,1947,1907,
327745,555,1951,549,1949,196670,1951,2148,131321,1952,131320,1952,327808,6,1954,2129,557,131321,1899,131320,1955,262368,
157,157,812,131321,1130,131320,1130,458997,6,2130,121,1955,1220,1133,327856,80,1136,2130,144,262390,1132,1133,0,262394,
1136,1131,1132,131320,1131,131321,1138,131320,1138,458997,6,2133,121,1131,1161,1139,327856,80,1144,2133,714,262390,1140,
1139,1,262394,1144,1139,1140,131320,1139,327812,6,1150,575,714,327808,6,1152,1150,2133,327812,6,1153,1152,1026,327814,6,
1155,2130,111,327808,6,1156,1153,1155,327745,555,1157,1030,1156,262205,26,1158,1157,327745,47,1159,1147,2133,196670,
1159,1158,327808,6,1161,2133,246,131321,1138,131320,1140,131321,1163,131320,1163,458997,6,2134,121,1140,1218,1166,
327856,80,1169,2134,157,262390,1165,1166,1,262394,1169,1164,1165,131320,1164,131321,1171,131320,1171,458997,6,2137,121,
1164,1216,1174,327856,80,1177,2137,111,262390,1173,1174,1,262394,1177,1172,1173,131320,1172,327808,6,1181,2130,2137,
327812,6,1182,1181,141,327808,6,1184,1182,572,327812,6,1186,148,2134,327808,6,1187,1184,1186,327745,555,1188,549,1187,
262205,26,1189,1188,131321,1191,131320,1191,458997,6,2140,121,1172,1214,1192,327856,80,1197,2140,714,262390,1193,1192,1,
262394,1197,1192,1193,131320,1192,327812,6,1200,2120,157,327808,6,1202,1200,2134,393281,10,1205,1147,2140,2137,262205,9,
1206,1205,327822,26,1208,1189,1206,393281,47,1209,759,2140,1202,262205,26,1210,1209,327809,26,1211,1210,1208,196670,
1209,1211,327808,6,1214,2140,246,131321,1191,131320,1193,131321,1174,131320,1174,327808,6,1216,2137,246,131321,1171,
131320,1173,131321,1166,131320,1166,327808,6,1218,2134,246,131321,1163,131320,1165,131321,1133,131320,1133,327808,6,
1220,2130,111,131321,1130,131320,1132,131321,1107,131320,1107,327808,6,1222,2120,246,131321,1104,131320,1106,131321,772,
131320,772,327808,34,1225,2102,1223,131321,769,131320,771,131321,1227,131320,1227,458997,6,2106,121,771,1348,1230,
327856,80,1233,2106,714,262390,1229,1230,0,262394,1233,1228,1229,131320,1228,327812,6,1237,575,714,327808,6,1239,1237,
2106,262268,34,1240,1239,327808,34,1241,592,1240,327812,34,1245,596,583,327819,34,1248,1241,583,327808,34,1249,1245,
1248,393281,35,1251,718,2106,121,262205,34,1252,1251,393281,35,1254,718,2106,8,262205,34,1255,1254,327855,80,1256,1252,
1255,196855,1258,0,262394,1256,1257,1258,131320,1257,131321,1230,131320,1258,327745,230,1261,219,260,262205,34,1262,
1261,327879,34,1263,1262,460,327851,80,1264,1263,108,196855,1266,0,262394,1264,1265,1266,131320,1265,327745,10,1269,734,
2106,262205,9,1270,1269,327745,364,1272,219,1271,262205,209,1273,1272,393281,368,1275,1273,108,1249,393277,9,1276,1275,
2,4,458764,9,1277,1,40,1270,1276,262205,9,1280,1269,327811,9,1282,1280,1277,393228,9,1283,1,27,1282,327745,10,1286,738,
2106,262205,9,1287,1286,327813,9,1289,1287,1283,393277,9,1294,1275,2,4,327811,9,1296,1294,1277,393228,9,1297,1,27,1296,
327809,9,1298,1289,1297,196670,1286,1298,131321,1266,131320,1266,458997,9,2108,65,1258,1283,1265,327745,10,1301,738,
2106,262205,9,1302,1301,327816,9,1304,2108,1302,131321,1306,131320,1306,458997,6,2109,121,1266,1346,1309,327856,80,1313,
2109,1312,262390,1308,1309,0,262394,1313,1307,1308,131320,1307,327814,6,1316,2109,157,327812,6,1317,1316,496,327808,6,
1319,1317,572,327817,6,1321,2109,157,327812,6,1322,1321,148,327808,6,1323,1319,1322,327856,80,1326,1323,1325,196855,
1328,0,262394,1326,1327,1328,131320,1327,327815,34,1331,1241,583,393281,47,1335,759,2106,2109,262205,26,1336,1335,
327822,26,1337,1336,1304,196670,1343,1337,327745,230,2047,219,436,262205,34,2048,2047,327812,34,2049,1331,2048,327745,
230,2051,219,182,262205,34,2052,2051,327812,34,2053,1249,2052,327808,34,2054,2049,2053,262268,6,2055,2054,327812,6,2057,
111,1323,327808,6,2058,2055,2057,131321,2059,131320,2059,458997,6,2112,121,1327,2089,2087,327856,80,2062,2112,111,
262390,2090,2087,0,262394,2062,2063,2090,131320,2063,196855,2086,0,262394,457,2064,2074,131320,2064,327745,364,2065,219,
460,262205,209,2066,2065,327808,6,2069,2058,2112,327745,10,2071,1343,2112,262205,9,2072,2071,393281,368,2073,2066,108,
2069,327742,2073,2072,2,4,131321,2086,131320,2074,327745,364,2075,219,460,262205,209,2076,2075,262268,397,2077,2076,
327808,6,2080,2058,2112,327745,10,2082,1343,2112,262205,9,2083,2082,262259,103,2084,2083,393281,402,2085,2077,108,2080,
327742,2085,2084,2,2,131321,2086,131320,2086,131321,2087,131320,2087,327808,6,2089,2112,246,131321,2059,131320,2090,
131321,1328,131320,1328,131321,1309,131320,1309,327808,6,1346,2109,246,131321,1306,131320,1308,131321,1230,131320,1230,
327808,6,1348,2106,246,131321,1227,131320,1229,131321,1371,131320,1371,65789,65592,};
/* fa_dec: fa_dec.comp -O: 53bc124d7944b63d786bfd3cadf327b09add09f865a758586155642b6e0125c9, 23656 bytes 3e4e1688db20c253a108e9f1a0bd42cdc8ece125e4b71f849e497dd55d2d47a2 */
static const uint32_t infer__spirv_fa_dec[] = {
119734787,67072,851979,2248,0,131089,1,131089,61,131089,63,131089,65,131089,4433,131089,5347,393227,1,1280527431,
1685353262,808793134,0,196622,5348,1,1245199,5,4,1852399981,0,209,476,478,481,485,506,543,639,674,679,918,1032,1159,
1359,393547,4,38,7,8,8,262215,7,1,0,262215,22,6,2,196679,23,2,327752,23,0,35,0,262215,87,1,2,262215,95,6,8,196679,96,2,
327752,96,0,35,0,262215,117,6,16,196679,118,2,327752,118,0,35,0,196679,201,2,327752,201,0,35,0,327752,201,1,35,8,327752,
201,2,35,16,327752,201,3,35,24,327752,201,4,35,32,327752,201,5,35,40,327752,201,6,35,48,327752,201,7,35,56,327752,201,8,
35,64,327752,201,9,35,68,327752,201,10,35,72,327752,201,11,35,76,327752,201,12,35,80,327752,201,13,35,84,327752,201,14,
35,88,327752,201,15,35,92,327752,201,16,35,96,327752,201,17,35,100,327752,201,18,35,104,327752,201,19,35,108,327752,201,
20,35,112,327752,201,21,35,116,262215,202,6,4,196679,203,2,327752,203,0,35,0,327752,203,1,35,4,327752,203,2,35,8,327752,
203,3,35,12,327752,203,4,35,16,262215,204,6,4,196679,205,2,327752,205,0,35,0,262215,206,6,4,196679,207,2,327752,207,0,
35,0,262215,346,1,5,262215,388,6,2,196679,389,2,327752,389,0,35,0,262215,476,11,40,196679,478,0,262215,478,11,36,196679,
479,0,196679,481,0,262215,481,11,41,196679,482,0,262215,485,11,38,262215,497,1,6,262215,506,11,26,262215,543,11,24,
262215,564,1,0,262215,565,1,7,262215,567,1,8,262215,632,1,3,262215,699,1,4,262215,1221,6,4,196679,1222,2,262216,1222,0,
23,327752,1222,0,35,0,262215,1365,6,4,196679,1366,2,262216,1366,0,23,327752,1366,0,35,0,131091,2,196641,3,2,262165,6,32,
0,262194,6,7,1,262187,6,8,1,196630,9,32,262176,10,7,9,196647,20,5349,262165,21,16,0,196637,22,21,196638,23,22,262176,20,
5349,23,262176,25,7,6,262167,26,9,4,262165,34,32,1,262167,36,34,2,262176,47,7,26,262187,9,55,1065353216,262187,9,56,
1073741824,262187,9,58,3245342720,262187,9,59,1097859072,262187,9,69,0,131092,70,262194,6,87,1,393268,70,88,170,87,8,
196647,92,5349,196630,93,16,262167,94,93,4,196637,95,94,196638,96,95,262176,92,5349,96,262187,34,98,0,262187,6,101,4,
262176,106,5349,94,262187,6,111,0,393268,70,112,170,87,111,196647,116,5349,196637,117,26,196638,118,117,262176,116,5349,
118,262176,126,5349,26,262187,6,131,17,262187,6,134,32,262187,6,138,8,262187,6,147,2,262176,153,5349,21,262167,164,34,4,
262187,34,168,24,262187,34,172,16,262167,189,9,2,196647,198,5349,196647,199,5349,196647,200,5349,1572894,201,198,199,20,
20,199,199,199,200,34,34,34,34,34,34,34,34,34,34,34,34,9,9,196637,202,34,458782,203,34,34,34,34,202,262176,198,5349,203,
196637,204,9,196638,205,204,262176,199,5349,205,196637,206,34,196638,207,206,262176,200,5349,207,262176,208,9,201,
262203,208,209,9,262176,210,9,198,262176,213,5349,34,262187,34,219,17,262176,220,9,34,262187,34,236,1,262187,34,250,12,
262187,34,253,2,327724,36,273,98,98,262187,34,276,11,262187,34,332,13,262187,34,337,14,262194,6,346,0,393268,70,347,170,
346,111,262187,34,350,20,262176,351,9,9,262176,354,9,199,262176,358,5349,9,262187,6,376,3,196647,387,5349,196637,388,93,
196638,389,388,262176,387,5349,389,262176,392,5349,93,262187,34,426,15,393268,70,447,170,346,111,262187,34,450,4,262176,
475,1,6,262203,475,476,1,262203,475,478,1,262203,475,481,1,262203,475,485,1,262187,34,488,8,262187,34,491,9,262194,6,
497,4,393268,34,498,128,497,111,393268,34,501,128,497,111,262167,504,6,3,262176,505,1,504,262203,505,506,1,393268,34,
522,128,497,111,393268,34,525,128,497,111,262187,34,537,18,262203,505,543,1,262194,6,564,64,262194,6,565,8,393268,6,566,
134,564,565,262194,6,567,4,393268,6,568,132,566,567,393268,34,569,128,568,111,262194,6,632,128,393268,6,633,134,632,101,
393268,6,634,132,497,633,393268,6,636,132,497,633,262172,637,26,636,262176,638,4,637,262203,638,639,4,458796,26,662,69,
69,69,69,262176,664,4,26,262172,672,9,497,262176,673,4,672,262203,673,674,4,262187,9,676,4284592614,262176,677,4,9,
262203,673,679,4,262172,690,26,497,262176,691,7,690,262194,6,699,128,393268,6,700,134,699,101,262187,6,705,264,393268,6,
729,134,564,565,262172,738,6,567,262176,739,7,738,262187,34,743,10,262172,763,672,567,262176,764,7,763,393268,6,780,128,
633,565,393268,6,781,130,780,8,393268,6,782,134,781,565,393268,6,790,137,633,565,393268,70,791,171,790,111,262172,806,
26,567,262176,807,7,806,262176,812,9,20,393268,6,905,134,564,565,393268,6,915,132,497,568,262172,916,9,915,262176,917,4,
916,262203,917,918,4,262187,34,932,21,262203,673,1032,4,393268,6,1081,134,564,700,262187,34,1096,3,393268,6,1156,132,
497,564,262172,1157,26,1156,262176,1158,4,1157,262203,1158,1159,4,196647,1220,5349,196637,1221,9,196638,1222,1221,
262176,1220,5349,1222,262187,34,1225,6,393268,6,1240,128,699,147,262187,34,1299,5,262187,6,1353,72,262176,1358,4,70,
262203,1358,1359,4,262187,34,1360,7,262176,1361,9,200,196647,1364,5349,196637,1365,6,196638,1366,1365,262176,1364,5349,
1366,262176,1369,5349,6,393268,6,1413,132,497,1240,458796,164,2247,168,168,168,168,327734,2,4,0,3,131320,5,262203,691,
692,7,262203,739,740,7,262203,764,765,7,262203,807,808,7,262203,47,1188,7,262203,47,1344,7,262203,47,1560,7,196855,1596,
0,196859,111,1597,131320,1597,262205,6,477,476,262205,6,479,478,327812,6,480,477,479,262205,6,482,481,327808,6,483,480,
482,262205,6,486,485,327745,220,489,209,488,262205,34,490,489,327745,220,492,209,491,262205,34,493,492,327815,34,494,
490,493,327808,34,499,494,498,327810,34,500,499,236,327815,34,502,500,501,327745,475,507,506,147,262205,6,508,507,
262268,34,509,508,327745,475,511,506,8,262205,6,512,511,262268,34,513,512,327815,34,515,513,502,327819,34,521,513,502,
327812,34,523,521,522,327810,34,528,494,523,458764,34,529,1,39,525,528,327812,34,533,515,494,327808,34,535,533,523,
327745,220,538,209,537,262205,34,539,538,327745,475,544,543,8,262205,6,545,544,327812,6,546,508,545,327808,6,549,546,
512,196855,1731,0,196859,111,1629,131320,1629,327745,210,1630,209,98,262205,198,1631,1630,327745,213,1632,1631,98,
393277,34,1633,1632,2,16,327808,34,1635,1633,509,327745,220,1636,209,219,262205,34,1637,1636,327853,70,1638,1637,98,
196855,1652,0,262394,1638,1639,1642,131320,1639,131321,1652,131320,1642,393277,34,1646,1632,2,16,327745,213,1649,1631,
236,393277,34,1650,1649,2,4,327808,34,1651,1646,1650,131321,1652,131320,1652,458997,34,2122,1637,1639,1651,1642,327745,
213,1657,1631,236,393277,34,1658,1657,2,4,327855,70,1659,509,1658,262312,70,1660,1659,196855,1680,0,262394,1660,1661,
1680,131320,1661,327745,220,1662,209,250,262205,34,1663,1662,327879,34,1664,1663,253,327851,70,1665,1664,98,196855,1678,
0,262394,1665,1666,1678,131320,1666,393277,34,1671,1657,2,4,327745,213,1674,1631,253,393277,34,1675,1674,2,8,327810,34,
1676,1671,1675,327857,70,1677,509,1676,131321,1678,131320,1678,458997,70,1679,1665,1661,1677,1666,131321,1680,131320,
1680,458997,70,1681,1659,1652,1679,1678,196855,1683,0,262394,1681,1682,1683,131320,1682,131321,1731,131320,1683,327745,
220,1684,209,276,262205,34,1685,1684,327853,70,1686,1685,98,196855,1695,0,262394,1686,1687,1694,131320,1687,327810,34,
1691,1635,1685,327808,34,1692,1691,236,458764,34,1693,1,42,98,1692,131321,1695,131320,1694,131321,1695,131320,1695,
458997,34,2123,1693,1687,98,1694,327745,220,1697,209,250,262205,34,1698,1697,327879,34,1699,1698,236,327851,70,1700,
1699,98,196855,1726,0,262394,1700,1701,1704,131320,1701,327808,34,1703,1635,236,131321,1726,131320,1704,196855,1715,0,
262394,1686,1708,1715,131320,1708,327810,34,1713,2122,1635,327857,70,1714,1685,1713,131321,1715,131320,1715,458997,70,
1716,1686,1704,1714,1708,196855,1724,0,262394,1716,1717,1722,131320,1717,327808,34,1721,1635,1685,131321,1724,131320,
1722,131321,1724,131320,1724,458997,34,2124,1721,1717,2122,1722,131321,1726,131320,1726,458997,34,2125,1703,1701,2124,
1724,327760,36,1730,2123,2125,131321,1731,131320,1731,458997,36,2126,273,1682,1730,1726,327761,34,556,2126,0,327761,34,
558,2126,1,327855,70,559,556,558,196855,561,0,262394,559,560,561,131320,560,131321,1596,131320,561,327810,34,575,558,
556,327808,34,577,575,539,327810,34,578,577,236,327815,34,580,578,539,327808,34,583,580,569,327810,34,584,583,236,
327815,34,586,584,569,327812,34,588,586,569,327808,34,596,575,588,327810,34,597,596,236,327815,34,599,597,588,327745,
475,601,506,111,262205,6,602,601,262268,34,603,602,327855,70,606,603,599,196855,608,0,262394,606,607,608,131320,607,
131321,1596,131320,608,327812,34,615,603,588,327808,34,616,556,615,327808,34,620,616,588,458764,34,623,1,39,620,558,
131321,626,131320,626,458997,6,2127,483,608,667,629,327856,70,635,2127,634,262390,628,629,0,262394,635,627,628,131320,
627,327814,6,642,2127,633,262268,6,644,529,327856,70,645,642,644,196855,648,0,262394,645,647,661,131320,647,262268,34,
652,642,327808,34,653,535,652,327817,6,655,2127,633,196855,1816,0,196859,111,1738,131320,1738,327745,220,1740,209,332,
262205,34,1741,1740,327812,34,1742,509,1741,327745,220,1744,209,337,262205,34,1745,1744,327812,34,1746,653,1745,327808,
34,1747,1742,1746,262268,6,1748,1747,327812,6,1750,101,655,327808,6,1751,1748,1750,196855,1780,0,262394,347,1752,1780,
131320,1752,327745,351,1753,209,350,262205,9,1754,1753,327745,354,1755,209,236,262205,199,1756,1755,393281,358,1758,
1756,98,1751,393277,9,1759,1758,2,4,327808,6,1763,1751,8,393281,358,1764,1756,98,1763,393277,9,1765,1764,2,4,327808,6,
1769,1751,147,393281,358,1770,1756,98,1769,393277,9,1771,1770,2,4,327808,6,1775,1751,376,393281,358,1776,1756,98,1775,
393277,9,1777,1776,2,4,458832,26,1778,1759,1765,1771,1777,327822,26,1779,1778,1754,131321,1816,131320,1780,327745,351,
1781,209,350,262205,9,1782,1781,327745,354,1783,209,236,262205,199,1784,1783,262268,387,1785,1784,393281,392,1787,1785,
98,1751,393277,93,1788,1787,2,2,262259,9,1789,1788,327808,6,1794,1751,8,393281,392,1795,1785,98,1794,393277,93,1796,
1795,2,2,262259,9,1797,1796,327808,6,1802,1751,147,393281,392,1803,1785,98,1802,393277,93,1804,1803,2,2,262259,9,1805,
1804,327808,6,1810,1751,376,393281,392,1811,1785,98,1810,393277,93,1812,1811,2,2,262259,9,1813,1812,458832,26,1814,1789,
1797,1805,1813,327822,26,1815,1814,1782,131321,1816,131320,1816,458997,26,2222,1779,1752,1815,1780,131321,648,131320,
661,131321,648,131320,648,458997,26,2223,2222,1816,662,661,327745,664,665,639,2127,196670,665,2223,131321,629,131320,
629,327808,6,667,2127,564,131321,626,131320,628,327856,70,669,483,497,196855,671,0,262394,669,670,671,131320,670,327745,
677,678,674,483,196670,678,676,327745,677,681,679,483,196670,681,69,131321,671,131320,671,131321,683,131320,683,458997,
6,2128,111,671,696,684,327856,70,689,2128,497,262390,685,684,0,262394,689,684,685,131320,684,327745,47,694,692,2128,
196670,694,662,327808,6,696,2128,236,131321,683,131320,685,327814,6,701,483,700,327817,6,704,483,700,262368,147,147,705,
131321,708,131320,708,458997,34,2129,616,685,1147,711,327857,70,715,2129,623,262390,710,711,0,262394,715,709,710,131320,
709,131321,717,131320,717,458997,6,2166,111,709,772,720,327856,70,723,2166,567,262390,719,720,1,262394,723,718,719,
131320,718,327814,6,727,483,565,327812,6,730,2166,729,327808,6,731,727,730,262268,34,732,731,327808,34,733,2129,732,
327810,34,735,623,236,458764,34,736,1,39,733,735,262268,6,737,736,327745,220,744,209,743,262205,34,745,744,327812,34,
746,515,745,262268,6,747,746,262268,6,751,745,327817,6,752,737,751,327808,6,753,747,752,327745,25,754,740,2166,196670,
754,753,131321,756,131320,756,458997,6,2220,111,718,770,757,327856,70,762,2220,497,262390,758,757,1,262394,762,757,758,
131320,757,393281,10,768,765,2166,2220,196670,768,69,327808,6,770,2220,236,131321,756,131320,758,131321,720,131320,720,
327808,6,772,2166,236,131321,717,131320,719,131321,774,131320,774,458997,6,2167,111,719,864,777,327856,70,783,2167,782,
262390,776,777,1,262394,783,775,776,131320,775,327812,6,786,2167,565,327817,6,788,483,565,327808,6,789,786,788,327854,
70,793,789,633,327847,70,794,791,793,196855,796,0,262394,794,795,796,131320,795,131321,777,131320,796,131321,799,131320,
799,458997,6,2209,111,796,824,802,327856,70,805,2209,567,262390,801,802,1,262394,805,800,801,131320,800,327745,812,813,
209,253,262205,20,814,813,327745,25,816,740,2209,262205,6,817,816,196855,1903,0,196859,111,1827,131320,1827,196855,1840,
0,262394,88,1828,1840,131320,1828,262268,92,1830,814,327814,6,1833,632,101,327812,6,1834,817,1833,327808,6,1836,1834,
789,393281,106,1837,1830,98,1836,393277,94,1838,1837,2,8,262259,26,1839,1838,131321,1903,131320,1840,196855,1852,0,
262394,112,1841,1852,131320,1841,262268,116,1843,814,327814,6,1846,632,101,327812,6,1847,817,1846,327808,6,1849,1847,
789,393281,126,1850,1843,98,1849,393277,26,1851,1850,2,16,131321,1903,131320,1852,327814,6,1855,632,134,327812,6,1856,
817,1855,327814,6,1858,789,138,327808,6,1859,1856,1858,327812,6,1860,131,1859,327808,6,1862,1860,8,327817,6,1864,789,
138,327812,6,1865,1864,147,327808,6,1866,1862,1865,393281,153,1869,814,98,1866,393277,21,1870,1869,2,2,262257,6,1871,
1870,327808,6,1874,1866,8,393281,153,1875,814,98,1874,393277,21,1876,1875,2,2,262257,6,1877,1876,327876,6,1879,1871,168,
262268,34,1880,1879,327876,6,1882,1871,172,262268,34,1883,1882,327876,6,1885,1877,168,262268,34,1886,1885,327876,6,1888,
1877,172,262268,34,1889,1888,458832,164,1890,1880,1883,1886,1889,327875,164,1892,1890,2247,393281,153,1895,814,98,1860,
393277,21,1896,1895,2,2,262257,6,1897,1896,393228,189,1898,1,62,1897,327761,9,1899,1898,0,262255,26,1901,1892,327822,26,
1902,1901,1899,131321,1903,131320,1903,590069,26,2213,1839,1828,1851,1841,1902,1852,327745,47,822,808,2209,196670,822,
2213,131321,802,131320,802,327808,6,824,2209,236,131321,799,131320,801,131321,826,131320,826,458997,6,2210,111,801,862,
829,327856,70,832,2210,497,262390,828,829,1,262394,832,827,828,131320,827,327812,6,835,2210,633,327808,6,837,835,789,
327745,664,838,639,837,262205,26,839,838,131321,841,131320,841,458997,6,2211,111,827,860,842,327856,70,847,2211,567,
262390,843,842,1,262394,847,842,843,131320,842,327745,47,851,808,2211,262205,26,852,851,327828,9,854,852,839,393281,10,
855,765,2211,2210,262205,9,856,855,327809,9,857,856,854,196670,855,857,327808,6,860,2211,236,131321,841,131320,843,
131321,829,131320,829,327808,6,862,2210,236,131321,826,131320,828,131321,777,131320,777,327808,6,864,2167,236,131321,
774,131320,776,131321,866,131320,866,458997,6,2168,111,776,945,869,327856,70,872,2168,567,262390,868,869,1,262394,872,
867,868,131320,867,131321,874,131320,874,458997,6,2196,111,867,943,877,327856,70,880,2196,497,262390,876,877,1,262394,
880,875,876,131320,875,393281,10,884,765,2168,2196,262205,9,885,884,131321,887,131320,887,458997,9,2203,885,875,898,888,
458997,6,2198,8,875,900,888,327856,70,893,2198,565,262390,889,888,0,262394,893,888,889,131320,888,393562,9,896,376,2203,
2198,327809,9,898,2203,896,327812,6,900,2198,147,131321,887,131320,889,327814,6,903,483,565,327812,6,906,2168,905,
327808,6,907,903,906,327817,6,909,483,565,327817,6,911,2196,565,327850,70,912,909,911,196855,914,0,262394,912,913,914,
131320,913,327812,6,920,2196,568,327808,6,922,920,907,262268,34,925,907,327808,34,926,2129,925,327857,70,928,926,623,
196855,931,0,262394,928,930,939,131320,930,327745,351,936,209,932,262205,9,937,936,327866,70,1910,937,69,196855,1920,0,
262394,1910,1911,1918,131320,1911,327816,9,1915,2203,937,524300,9,1925,1,43,1915,58,59,327813,9,1926,56,1925,393228,9,
1927,1,27,1926,327809,9,1928,1927,55,327816,9,1929,56,1928,327811,9,1930,55,1929,327813,9,1917,937,1930,131321,1920,
131320,1918,131321,1920,131320,1920,458997,9,2204,1917,1911,2203,1918,131321,931,131320,939,131321,931,131320,931,
458997,9,2205,2204,1920,676,939,327745,677,941,918,922,196670,941,2205,131321,914,131320,914,131321,877,131320,877,
327808,6,943,2196,236,131321,874,131320,876,131321,869,131320,869,327808,6,945,2168,236,131321,866,131320,868,262368,
147,147,705,131321,948,131320,948,458997,6,2169,477,868,1055,951,327856,70,954,2169,497,262390,950,951,0,262394,954,949,
950,131320,949,327745,677,957,674,2169,262205,9,958,957,131321,964,131320,964,458997,9,2184,958,949,978,965,458997,6,
2183,482,949,981,965,327856,70,970,2183,568,262390,966,965,0,262394,970,965,966,131320,965,327812,6,973,2169,568,327808,
6,975,973,2183,327745,677,976,918,975,262205,9,977,976,458764,9,978,1,40,2184,977,327808,6,981,2183,479,131321,964,
131320,966,393574,9,983,376,0,2184,131321,986,131320,986,458997,9,2186,69,966,1023,989,458997,6,2185,482,966,1026,989,
327856,70,992,2185,568,262390,988,989,0,262394,992,987,988,131320,987,327812,6,995,2169,568,327808,6,997,995,2185,
327745,677,998,918,997,262205,9,999,998,327866,70,1000,999,676,196855,1003,0,262394,1000,1002,1013,131320,1002,262205,9,
1009,998,327811,9,1011,1009,983,393228,9,1012,1,27,1011,131321,1003,131320,1013,131321,1003,131320,1003,458997,9,2192,
1012,1002,69,1013,196670,998,2192,327809,9,1023,2186,2192,131321,989,131320,989,327808,6,1026,2185,479,131321,986,
131320,988,393566,9,1028,376,0,2186,262477,70,1029,376,196855,1031,0,262394,1029,1030,1031,131320,1030,327811,9,1036,
958,983,393228,9,1037,1,27,1036,327745,677,1038,1032,2169,196670,1038,1037,196670,957,983,327745,677,1044,679,2169,
262205,9,1045,1044,262205,9,1048,1038,327813,9,1049,1045,1048,327809,9,1051,1049,1028,196670,1044,1051,131321,1031,
131320,1031,131321,951,131320,951,327808,6,1055,2169,486,131321,948,131320,950,262368,147,147,705,131321,1057,131320,
1057,458997,6,2170,111,950,1073,1058,327856,70,1063,2170,497,262390,1059,1058,1,262394,1063,1058,1059,131320,1058,
327745,677,1066,1032,2170,262205,9,1067,1066,327745,47,1068,692,2170,262205,26,1069,1068,327822,26,1070,1069,1067,
196670,1068,1070,327808,6,1073,2170,236,131321,1057,131320,1059,327810,34,1077,623,2129,262268,6,1078,1077,458764,6,
1079,1,38,568,1078,327856,70,1082,701,1081,196855,1084,0,262394,1082,1083,1084,131320,1083,131321,1087,131320,1087,
458997,6,2176,701,1083,1144,1090,327856,70,1094,2176,1079,262390,1089,1090,0,262394,1094,1088,1089,131320,1088,327745,
220,1098,209,743,262205,34,1099,1098,327812,34,1100,515,1099,262268,6,1101,1100,262268,34,1104,2176,327808,34,1105,2129,
1104,262268,6,1106,1105,262268,6,1109,1099,327817,6,1110,1106,1109,327808,6,1111,1101,1110,327745,812,1113,209,1096,
262205,20,1114,1113,196855,2016,0,196859,111,1940,131320,1940,196855,1953,0,262394,88,1941,1953,131320,1941,262268,92,
1943,1114,327814,6,1946,699,101,327812,6,1947,1111,1946,327808,6,1949,1947,704,393281,106,1950,1943,98,1949,393277,94,
1951,1950,2,8,262259,26,1952,1951,131321,2016,131320,1953,196855,1965,0,262394,112,1954,1965,131320,1954,262268,116,
1956,1114,327814,6,1959,699,101,327812,6,1960,1111,1959,327808,6,1962,1960,704,393281,126,1963,1956,98,1962,393277,26,
1964,1963,2,16,131321,2016,131320,1965,327814,6,1968,699,134,327812,6,1969,1111,1968,327814,6,1971,704,138,327808,6,
1972,1969,1971,327812,6,1973,131,1972,327808,6,1975,1973,8,327817,6,1977,704,138,327812,6,1978,1977,147,327808,6,1979,
1975,1978,393281,153,1982,1114,98,1979,393277,21,1983,1982,2,2,262257,6,1984,1983,327808,6,1987,1979,8,393281,153,1988,
1114,98,1987,393277,21,1989,1988,2,2,262257,6,1990,1989,327876,6,1992,1984,168,262268,34,1993,1992,327876,6,1995,1984,
172,262268,34,1996,1995,327876,6,1998,1990,168,262268,34,1999,1998,327876,6,2001,1990,172,262268,34,2002,2001,458832,
164,2003,1993,1996,1999,2002,327875,164,2005,2003,2247,393281,153,2008,1114,98,1973,393277,21,2009,2008,2,2,262257,6,
2010,2009,393228,189,2011,1,62,2010,327761,9,2012,2011,0,262255,26,2014,2005,327822,26,2015,2014,2012,131321,2016,
131320,2016,590069,26,2179,1952,1941,1964,1954,2015,1965,131321,1121,131320,1121,458997,6,2180,111,2016,1142,1122,
327856,70,1127,2180,497,262390,1123,1122,1,262394,1127,1122,1123,131320,1122,327812,6,1130,2180,568,327808,6,1132,1130,
2176,327745,677,1133,918,1132,262205,9,1134,1133,327822,26,1136,2179,1134,327745,47,1137,692,2180,262205,26,1138,1137,
327809,26,1139,1138,1136,196670,1137,1139,327808,6,1142,2180,236,131321,1121,131320,1123,131321,1090,131320,1090,327808,
6,1144,2176,1081,131321,1087,131320,1089,131321,1084,131320,1084,262368,147,147,705,131321,711,131320,711,327808,34,
1147,2129,569,131321,708,131320,710,131321,1149,131320,1149,458997,6,2130,111,710,1169,1150,327856,70,1155,2130,497,
262390,1151,1150,1,262394,1155,1150,1151,131320,1150,327812,6,1161,2130,564,327808,6,1163,1161,483,327745,47,1165,692,
2130,262205,26,1166,1165,327745,664,1167,1159,1163,196670,1167,1166,327808,6,1169,2130,236,131321,1149,131320,1151,
262368,147,147,705,131321,1172,131320,1172,458997,6,2131,483,1151,1347,1175,262268,6,1179,529,327812,6,1180,1179,700,
327856,70,1181,2131,1180,262390,1174,1175,0,262394,1181,1173,1174,131320,1173,327814,6,1184,2131,700,327817,6,1187,2131,
700,327812,6,1190,1184,564,327808,6,1192,1190,1187,327745,664,1193,1159,1192,262205,26,1194,1193,196670,1188,1194,
131321,1196,131320,1196,458997,6,2153,8,1173,1215,1197,327856,70,1202,2153,1081,262390,1198,1197,0,262394,1202,1197,
1198,131320,1197,327812,6,1206,2153,700,327808,6,1207,1190,1206,327808,6,1209,1207,1187,327745,664,1210,1159,1209,
262205,26,1211,1210,262205,26,1212,1188,327809,26,1213,1212,1211,196670,1188,1213,327808,6,1215,2153,236,131321,1196,
131320,1198,327853,70,1217,599,236,196855,1219,0,262394,1217,1218,1282,131320,1218,327745,354,1226,209,1225,262205,199,
1227,1226,262268,1220,1228,1227,262268,6,1232,539,327812,6,1233,549,1232,327808,6,1236,1233,602,327812,6,1237,1236,497,
327808,6,1239,1237,1184,327812,6,1241,1239,1240,131321,1243,131320,1243,458997,6,2158,111,1218,1262,1244,327856,70,1249,
2158,101,262390,1245,1244,0,262394,1249,1244,1245,131320,1244,327812,6,1253,101,1187,327808,6,1254,1241,1253,327808,6,
1256,1254,2158,327745,10,1258,1188,2158,262205,9,1259,1258,393281,358,1260,1228,98,1256,327742,1260,1259,2,4,327808,6,
1262,2158,236,131321,1243,131320,1245,327850,70,1264,1187,111,196855,1266,0,262394,1264,1265,1266,131320,1265,327808,6,
1269,1241,699,327745,677,1271,674,1184,262205,9,1272,1271,393281,358,1273,1228,98,1269,327742,1273,1272,2,4,327808,6,
1277,1269,8,327745,677,1279,679,1184,262205,9,1280,1279,393281,358,1281,1228,98,1277,327742,1281,1280,2,4,131321,1266,
131320,1266,131321,1219,131320,1282,327745,677,1285,674,1184,262205,9,1286,1285,327745,677,1289,679,1184,262205,9,1290,
1289,327745,220,1292,209,250,262205,34,1293,1292,327879,34,1294,1293,450,327851,70,1295,1294,98,196855,1297,0,262394,
1295,1296,1297,131320,1296,327745,354,1300,209,1299,262205,199,1301,1300,262268,6,1303,535,327808,6,1305,1303,1184,
393281,358,1306,1301,98,1305,393277,9,1307,1306,2,4,458764,9,1308,1,40,1286,1307,262205,9,1311,1285,327811,9,1313,1311,
1308,393228,9,1314,1,27,1313,327813,9,1317,1290,1314,393277,9,1325,1306,2,4,327811,9,1327,1325,1308,393228,9,1328,1,27,
1327,327809,9,1329,1317,1328,131321,1297,131320,1297,458997,9,2155,1290,1282,1329,1296,458997,9,2154,55,1282,1314,1296,
262268,34,1332,1184,327808,34,1333,535,1332,327816,9,1336,2154,2155,262205,26,1337,1188,327822,26,1338,1337,1336,196670,
1344,1338,327745,220,2022,209,426,262205,34,2023,2022,327812,34,2024,509,2023,327745,220,2026,209,172,262205,34,2027,
2026,327812,34,2028,1333,2027,327808,34,2029,2024,2028,262268,6,2030,2029,327812,6,2032,101,1187,327808,6,2033,2030,
2032,131321,2034,131320,2034,458997,6,2156,111,1297,2064,2062,327856,70,2037,2156,101,262390,2065,2062,0,262394,2037,
2038,2065,131320,2038,196855,2061,0,262394,447,2039,2049,131320,2039,327745,354,2040,209,450,262205,199,2041,2040,
327808,6,2044,2033,2156,327745,10,2046,1344,2156,262205,9,2047,2046,393281,358,2048,2041,98,2044,327742,2048,2047,2,4,
131321,2061,131320,2049,327745,354,2050,209,450,262205,199,2051,2050,262268,387,2052,2051,327808,6,2055,2033,2156,
327745,10,2057,1344,2156,262205,9,2058,2057,262259,93,2059,2058,393281,392,2060,2052,98,2055,327742,2060,2059,2,2,
131321,2061,131320,2061,131321,2062,131320,2062,327808,6,2064,2156,236,131321,2034,131320,2065,131321,1219,131320,1219,
131321,1175,131320,1175,327808,6,1347,2131,564,131321,1172,131320,1174,327850,70,1349,599,236,196855,1351,0,262394,1349,
1350,1351,131320,1350,131321,1596,131320,1351,196833,8,1353,262368,147,147,705,327850,70,1355,483,111,196855,1357,0,
262394,1355,1356,1357,131320,1356,327745,1361,1362,209,1360,262205,200,1363,1362,262268,1364,1367,1363,393281,1369,1370,
1367,98,549,458986,6,1371,1370,8,111,8,327810,34,1373,599,236,262268,6,1374,1373,327850,70,1375,1371,1374,196670,1359,
1375,131321,1357,131320,1357,262368,147,147,705,262205,70,1376,1359,262312,70,1377,1376,196855,1379,0,262394,1377,1378,
1379,131320,1378,131321,1596,131320,1379,196833,8,1353,327745,354,1382,209,1225,262205,199,1383,1382,262268,1220,1384,
1383,131321,1387,131320,1387,458997,6,2132,483,1379,1563,1390,327856,70,1396,2132,1180,262390,1389,1390,0,262394,1396,
1388,1389,131320,1388,327814,6,1399,2132,700,327817,6,1402,2132,700,262268,6,1406,539,327812,6,1407,549,1406,327812,6,
1408,1407,497,327808,6,1410,1408,1399,327812,6,1411,1410,1240,327745,220,1415,209,250,262205,34,1416,1415,327879,34,
1417,1416,450,327851,70,1418,1417,98,196855,1421,0,262394,1418,1420,1430,131320,1420,327745,354,1422,209,1299,262205,
199,1423,1422,262268,6,1425,535,327808,6,1427,1425,1399,393281,358,1428,1423,98,1427,393277,9,1429,1428,2,4,131321,1421,
131320,1430,131321,1421,131320,1421,458997,9,2133,1429,1420,676,1430,131321,1433,131320,1433,458997,9,2135,2133,1421,
1452,1434,458997,6,2134,111,1421,1454,1434,262268,6,1440,599,327856,70,1441,2134,1440,262390,1435,1434,0,262394,1441,
1434,1435,131320,1434,327812,6,1447,2134,1413,327808,6,1448,1411,1447,327808,6,1449,1448,699,393281,358,1450,1384,98,
1449,393277,9,1451,1450,2,4,458764,9,1452,1,40,2135,1451,327808,6,1454,2134,236,131321,1433,131320,1435,196855,1462,0,
262394,1418,1461,1474,131320,1461,327745,354,1463,209,1299,262205,199,1464,1463,262268,6,1466,535,327808,6,1468,1466,
1399,393281,358,1469,1464,98,1468,393277,9,1470,1469,2,4,327811,9,1472,1470,2135,393228,9,1473,1,27,1472,131321,1462,
131320,1474,131321,1462,131320,1462,458997,9,2136,1473,1461,69,1474,131321,1478,131320,1478,458997,6,2147,1411,1462,
1546,1479,458997,9,2139,2136,1462,1505,1479,458997,26,2138,662,1462,1541,1479,458997,6,2137,111,1462,1543,1479,327856,
70,1486,2137,1440,262390,1480,1479,0,262394,1486,1479,1480,131320,1479,327808,6,1490,2147,699,393281,358,1491,1384,98,
1490,393277,9,1492,1491,2,4,327811,9,1494,1492,2135,393228,9,1495,1,27,1494,327808,6,1500,1490,8,393281,358,1501,1384,
98,1500,393277,9,1502,1501,2,4,327813,9,1503,1495,1502,327809,9,1505,2139,1503,327812,6,1510,101,1402,327808,6,1511,
2147,1510,393281,358,1512,1384,98,1511,393277,9,1513,1512,2,4,327808,6,1519,1511,8,393281,358,1520,1384,98,1519,393277,
9,1521,1520,2,4,327808,6,1527,1511,147,393281,358,1528,1384,98,1527,393277,9,1529,1528,2,4,327808,6,1535,1511,376,
393281,358,1536,1384,98,1535,393277,9,1537,1536,2,4,458832,26,1538,1513,1521,1529,1537,327822,26,1539,1538,1495,327809,
26,1541,2138,1539,327808,6,1543,2137,236,327808,6,1546,2147,1413,131321,1478,131320,1480,262268,34,1549,1399,327808,34,
1550,535,1549,458832,26,1553,2139,2139,2139,2139,327816,26,1554,2138,1553,196670,1560,1554,327745,220,2070,209,426,
262205,34,2071,2070,327812,34,2072,509,2071,327745,220,2074,209,172,262205,34,2075,2074,327812,34,2076,1550,2075,327808,
34,2077,2072,2076,262268,6,2078,2077,327812,6,2080,101,1402,327808,6,2081,2078,2080,131321,2082,131320,2082,458997,6,
2140,111,1480,2112,2110,327856,70,2085,2140,101,262390,2113,2110,0,262394,2085,2086,2113,131320,2086,196855,2109,0,
262394,447,2087,2097,131320,2087,327745,354,2088,209,450,262205,199,2089,2088,327808,6,2092,2081,2140,327745,10,2094,
1560,2140,262205,9,2095,2094,393281,358,2096,2089,98,2092,327742,2096,2095,2,4,131321,2109,131320,2097,327745,354,2098,
209,450,262205,199,2099,2098,262268,387,2100,2099,327808,6,2103,2081,2140,327745,10,2105,1560,2140,262205,9,2106,2105,
262259,93,2107,2106,393281,392,2108,2100,98,2103,327742,2108,2107,2,2,131321,2109,131320,2109,131321,2110,131320,2110,
327808,6,2112,2140,236,131321,2082,131320,2113,131321,1390,131320,1390,327808,6,1563,2132,564,131321,1387,131320,1389,
196855,1567,0,262394,1355,1566,1567,131320,1566,327745,1361,1568,209,1360,262205,200,1569,1568,262268,1364,1570,1569,
393281,1369,1572,1570,98,549,327742,1572,111,2,4,131321,1567,131320,1567,131321,1596,131320,1596,65789,65592,};
/* argmax: argmax.comp -O: bf24fb2c4f099b2bc1535bd812b9eae651ecf8623ad65775f9b80ffcbb76a5f9, 7552 bytes 1570cf79292626403be8fade6d4e398ba761fd4b3207304b76e07b5242ceea8d */
static const uint32_t infer__spirv_argmax[] = {
119734787,67072,851979,672,0,131089,1,131089,61,131089,63,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,
5348,1,983055,5,4,1852399981,0,71,73,78,99,145,163,179,185,244,263,393547,4,38,7,8,8,262215,7,1,0,262215,73,11,40,
262215,99,11,38,262215,145,11,24,196679,153,2,327752,153,0,35,0,327752,153,1,35,8,327752,153,2,35,16,327752,153,3,35,24,
327752,153,4,35,32,327752,153,5,35,40,327752,153,6,35,64,327752,153,7,35,68,327752,153,8,35,72,262215,154,6,4,196679,
155,2,327752,155,0,35,0,327752,155,1,35,4,327752,155,2,35,8,327752,155,3,35,12,327752,155,4,35,16,262215,156,6,4,196679,
157,2,327752,157,0,35,0,262215,158,6,4,196679,159,2,327752,159,0,35,0,262215,160,6,4,196679,161,2,262216,161,0,23,
327752,161,0,35,0,262215,179,11,29,262215,185,11,28,262215,221,1,0,262215,244,11,26,131091,2,196641,3,2,262165,6,32,0,
262194,6,7,1,262187,6,8,1,196630,9,32,262167,16,6,2,131092,26,262187,6,30,4294967295,262187,6,33,2147483648,262187,6,37,
0,262165,39,32,1,262187,39,40,31,262187,6,50,2147483647,262187,6,57,3,262187,6,68,64,262172,69,6,68,262176,70,4,69,
262203,70,71,4,262176,72,1,6,262203,72,73,1,262176,76,4,6,262203,70,78,4,262187,6,82,2,262187,6,83,264,262187,39,86,0,
262203,72,99,1,262187,39,137,1,262167,143,6,3,262176,144,1,143,262203,144,145,1,196647,149,5349,196647,150,5349,196647,
151,5349,196647,152,5349,720926,153,149,150,149,151,152,152,39,39,39,196637,154,39,458782,155,39,39,39,39,154,262176,
149,5349,155,196637,156,9,196638,157,156,262176,150,5349,157,196637,158,39,196638,159,158,262176,151,5349,159,196637,
160,6,196638,161,160,262176,152,5349,161,262176,162,9,153,262203,162,163,9,262176,164,9,149,262187,39,167,2,262176,168,
5349,39,262187,39,172,7,262176,173,9,39,262203,72,179,1,262187,6,182,4286578688,327724,16,183,182,37,262203,144,185,1,
262187,39,194,6,262176,200,9,150,262176,207,5349,9,262194,6,221,64,262187,39,240,4,262176,241,9,152,262203,144,244,1,
262176,250,5349,6,262187,6,261,72,262176,262,4,26,262203,262,263,4,262187,39,264,5,262187,39,385,3,262176,386,9,151,
262187,39,390,8,262167,669,26,2,327734,2,4,0,3,131320,5,196855,421,0,196859,37,422,131320,422,327745,72,146,145,37,
262205,6,147,146,327745,164,165,163,86,262205,149,166,165,327745,168,169,166,167,393277,39,170,169,2,8,327810,39,171,
170,137,327745,173,174,163,172,262205,39,175,174,327812,39,176,171,175,262268,6,177,176,262205,6,180,179,327745,72,186,
185,37,262205,6,187,186,131321,188,131320,188,458997,16,628,183,422,657,191,458997,6,627,187,422,224,191,327745,173,195,
163,194,262205,39,196,195,262268,6,197,196,327856,26,198,627,197,262390,190,191,0,262394,198,189,190,131320,189,327745,
200,201,163,137,262205,150,202,201,327808,6,205,177,627,393281,207,208,202,86,205,393277,9,209,208,2,4,196855,460,0,
196859,37,438,131320,438,262268,6,440,209,262300,26,442,209,196855,444,0,262394,442,443,444,131320,443,131321,460,
131320,444,327850,26,446,440,33,393385,6,668,446,37,440,327874,6,450,668,40,327851,26,451,450,37,196855,458,0,262394,
451,452,454,131320,452,131321,458,131320,454,262344,6,456,668,327879,6,457,456,50,131321,458,131320,458,458997,6,648,
668,452,457,454,131321,460,131320,460,458997,6,649,30,443,648,458,327761,6,213,628,0,327856,26,214,649,213,196855,216,0,
262394,214,215,216,131320,215,327760,16,219,649,627,131321,216,131320,216,458997,16,657,628,460,219,215,131321,191,
131320,191,327812,6,222,147,221,327808,6,224,627,222,131321,188,131320,190,327761,6,227,628,0,327761,6,230,628,1,393570,
6,468,57,0,227,327850,26,471,227,468,393385,6,473,471,230,30,393570,6,474,57,0,473,262477,26,475,57,196855,483,0,262394,
475,476,483,131320,476,262205,6,477,73,327745,76,479,71,477,196670,479,468,327745,76,482,78,477,196670,482,474,131321,
483,131320,483,262368,82,82,83,327745,76,484,71,86,262205,6,485,484,327745,76,486,78,86,262205,6,487,486,327760,16,488,
485,487,131321,489,131320,489,458997,16,630,488,483,658,529,458997,6,629,8,483,531,529,262205,6,492,99,327856,26,493,
629,492,262390,532,529,0,262394,493,494,532,131320,494,327745,76,496,71,629,262205,6,497,496,327761,6,499,630,0,327856,
26,500,497,499,262312,26,501,500,196855,518,0,262394,501,502,518,131320,502,262205,6,505,496,327850,26,508,505,499,
196855,516,0,262394,508,509,516,131320,509,327745,76,511,78,629,262205,6,512,511,327761,6,514,630,1,327856,26,515,512,
514,131321,516,131320,516,458997,26,517,508,502,515,509,131321,518,131320,518,458997,26,519,500,494,517,516,196855,528,
0,262394,519,520,528,131320,520,262205,6,523,496,327745,76,525,78,629,262205,6,526,525,327760,16,527,523,526,131321,528,
131320,528,458997,16,658,630,518,527,520,131321,529,131320,529,327808,6,531,629,137,131321,489,131320,532,262368,82,82,
83,327852,26,233,147,8,196855,235,0,262394,233,234,235,131320,234,327850,26,237,180,37,196855,239,0,262394,237,238,239,
131320,238,327745,241,242,163,240,262205,152,243,242,327745,72,245,244,37,262205,6,246,245,327812,6,247,82,246,327761,6,
249,630,0,393281,250,251,243,86,247,327742,251,249,2,4,327808,6,257,247,8,327761,6,259,630,1,393281,250,260,243,86,257,
327742,260,259,2,4,196833,8,261,327745,241,265,163,264,262205,152,266,265,393281,250,267,266,86,86,458986,6,268,267,8,
37,8,327810,6,270,147,8,327850,26,271,268,270,196670,263,271,131321,239,131320,239,262368,82,82,83,262205,26,272,263,
262312,26,273,272,196855,275,0,262394,273,274,275,131320,274,131321,421,131320,275,196833,8,261,131321,279,131320,279,
458997,16,632,183,275,671,282,458997,6,631,180,275,328,282,327856,26,286,631,147,262390,281,282,0,262394,286,280,281,
131320,280,327745,241,288,163,240,262205,152,289,288,327812,6,291,82,631,393281,250,292,289,86,291,393277,6,293,292,2,4,
327808,6,298,291,8,393281,250,299,289,86,298,393277,6,300,299,2,4,327760,16,301,293,300,327761,6,305,632,0,327856,26,
306,293,305,262312,26,307,306,196855,309,0,262394,307,308,309,131320,308,327850,26,314,293,305,196855,316,0,262394,314,
315,316,131320,315,327761,6,320,632,1,327856,26,321,300,320,131321,316,131320,316,458997,26,322,314,308,321,315,131321,
309,131320,309,458997,26,323,306,280,322,316,327760,669,670,323,323,393385,16,671,670,301,632,131321,282,131320,282,
327808,6,328,631,221,131321,279,131320,281,327761,6,331,632,0,327761,6,334,632,1,393570,6,540,57,0,331,327850,26,543,
331,540,393385,6,545,543,334,30,393570,6,546,57,0,545,262477,26,547,57,196855,555,0,262394,547,548,555,131320,548,
262205,6,549,73,327745,76,551,71,549,196670,551,540,327745,76,554,78,549,196670,554,546,131321,555,131320,555,262368,82,
82,83,262205,6,557,484,262205,6,559,486,327760,16,560,557,559,131321,561,131320,561,458997,16,634,560,555,664,601,
458997,6,633,8,555,603,601,327856,26,565,633,492,262390,604,601,0,262394,565,566,604,131320,566,327745,76,568,71,633,
262205,6,569,568,327761,6,571,634,0,327856,26,572,569,571,262312,26,573,572,196855,590,0,262394,573,574,590,131320,574,
262205,6,577,568,327850,26,580,577,571,196855,588,0,262394,580,581,588,131320,581,327745,76,583,78,633,262205,6,584,583,
327761,6,586,634,1,327856,26,587,584,586,131321,588,131320,588,458997,26,589,580,574,587,581,131321,590,131320,590,
458997,26,591,572,566,589,588,196855,600,0,262394,591,592,600,131320,592,262205,6,595,568,327745,76,597,78,633,262205,6,
598,597,327760,16,599,595,598,131321,600,131320,600,458997,16,664,634,590,599,592,131321,601,131320,601,327808,6,603,
633,137,131321,561,131320,604,262368,82,82,83,131321,235,131320,235,458997,16,636,630,532,634,604,327851,26,337,180,37,
196855,339,0,262394,337,338,339,131320,338,131321,421,131320,339,196855,344,0,262394,233,343,344,131320,343,327745,241,
345,163,264,262205,152,346,345,393281,250,347,346,86,86,327742,347,37,2,4,131321,344,131320,344,327745,168,352,166,86,
393277,39,353,352,2,16,327745,168,356,166,137,393277,39,357,356,2,4,327808,39,358,353,357,327761,6,361,636,0,327856,26,
362,361,182,196855,365,0,262394,362,364,369,131320,364,327761,6,367,636,1,262268,39,368,367,131321,365,131320,369,
131321,365,131320,365,458997,39,637,368,364,86,369,327745,164,371,163,167,262205,149,372,371,327745,168,374,372,86,
327742,374,358,2,16,327745,168,379,372,167,327742,379,137,2,8,327745,168,380,372,137,327742,380,137,2,4,393281,168,384,
372,240,86,327742,384,637,2,4,327745,386,387,163,385,262205,151,388,387,327745,173,391,163,390,262205,39,392,391,327819,
39,393,358,392,393281,168,395,388,86,393,327742,395,637,2,4,131321,421,131320,421,65789,65592,};
/* moe_route: moe_route.comp -O: 2b8f58e62886cc900363569c2568b9fbea3d402c0f4bb43d0fbddcd26e9ba008, 6428 bytes 64de7b548c90b5ae786f4529543635472f7f87d162a3bb0d6482647b6852fe22 */
static const uint32_t infer__spirv_moe_route[] = {
119734787,67072,851979,470,0,131089,1,131089,61,131089,63,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,
5348,1,655375,5,4,1852399981,0,14,21,39,97,195,393547,4,38,7,8,8,262215,7,1,0,262215,14,11,26,262215,21,11,29,196679,30,
2,327752,30,0,35,0,327752,30,1,35,8,327752,30,2,35,16,327752,30,3,35,24,327752,30,4,35,64,327752,30,5,35,68,327752,30,6,
35,72,327752,30,7,35,76,327752,30,8,35,80,327752,30,9,35,84,327752,30,10,35,112,262215,31,6,4,196679,32,2,327752,32,0,
35,0,327752,32,1,35,4,327752,32,2,35,8,327752,32,3,35,12,327752,32,4,35,16,262215,33,6,4,196679,34,2,327752,34,0,35,0,
327752,35,0,35,0,327752,35,1,35,4,262215,36,6,8,196679,37,2,327752,37,0,35,0,262215,119,1,0,262215,137,1,3,131091,2,
196641,3,2,262165,6,32,0,262194,6,7,1,262187,6,8,1,262165,9,32,1,262167,12,6,3,262176,13,1,12,262203,13,14,1,262187,6,
15,0,262176,16,1,6,262203,16,21,1,131092,24,196647,26,5349,196647,27,5349,196647,28,5349,196630,29,32,851998,30,26,27,
27,28,9,9,9,9,9,9,29,196637,31,9,458782,32,9,9,9,9,31,262176,26,5349,32,196637,33,29,196638,34,33,262176,27,5349,34,
262174,35,9,29,196637,36,35,196638,37,36,262176,28,5349,37,262176,38,9,30,262203,38,39,9,262187,9,40,0,262176,41,9,26,
262187,9,44,1,262176,45,5349,9,262187,9,52,9,262176,53,9,9,262187,9,66,2,262187,29,78,4284592614,262187,29,80,0,262187,
9,90,4,262187,6,94,1024,262172,95,29,94,262176,96,4,95,262203,96,97,4,262176,99,9,27,262187,9,103,6,262176,109,5349,29,
262176,112,4,29,262194,6,119,64,393268,9,120,128,119,15,262187,6,124,3,262194,6,137,0,393268,24,138,170,137,15,393268,
24,155,170,137,8,262187,29,159,1065353216,393268,24,170,170,137,15,393268,24,186,170,137,15,262203,96,195,4,262187,9,
200,8,262187,9,225,5,262187,9,231,2147483647,262187,6,276,3400,262187,6,286,2,393268,24,287,170,137,286,262187,9,301,3,
262176,302,9,28,262174,313,9,29,262176,315,5349,35,262187,9,321,10,262176,322,9,29,393268,24,325,170,137,286,262187,9,
329,7,262187,29,338,947912704,327734,2,4,0,3,131320,5,196855,397,0,196859,15,398,131320,398,327745,16,17,14,15,262205,6,
18,17,262268,9,19,18,262205,6,22,21,262268,9,23,22,327745,41,42,39,40,262205,26,43,42,327745,45,46,43,44,393277,9,47,46,
2,4,327855,24,48,19,47,262312,24,49,48,196855,51,0,262394,49,50,51,131320,50,327745,53,54,39,52,262205,9,55,54,327851,
24,56,55,40,196855,58,0,262394,56,57,58,131320,57,393277,9,63,46,2,4,327745,45,67,43,66,393277,9,68,67,2,8,327810,9,69,
63,68,327857,24,70,19,69,131321,58,131320,58,458997,24,71,56,50,70,57,131321,51,131320,51,458997,24,72,48,398,71,58,
196855,74,0,262394,72,73,74,131320,73,131321,397,131320,74,131321,84,131320,84,458997,29,404,78,74,118,85,458997,9,403,
23,74,122,85,327745,53,91,39,90,262205,9,92,91,327857,24,93,403,92,262390,86,85,0,262394,93,85,86,131320,85,327745,99,
100,39,44,262205,27,101,100,327745,53,104,39,103,262205,9,105,104,327812,9,106,19,105,327808,9,108,106,403,393281,109,
110,101,40,108,393277,29,111,110,2,4,327745,112,113,97,403,196670,113,111,262205,29,117,113,458764,29,118,1,40,404,117,
327808,9,122,403,120,131321,84,131320,86,393574,29,125,124,0,404,131321,128,131320,128,458997,29,406,80,86,448,131,
458997,9,405,23,86,169,131,327857,24,136,405,92,262390,130,131,0,262394,136,129,130,131320,129,196855,140,0,262394,138,
139,154,131320,139,327745,112,143,97,405,262205,29,144,143,327811,29,146,144,125,393228,29,147,1,27,146,196670,143,147,
262205,29,151,143,327809,29,153,406,151,131321,140,131320,154,196855,157,0,262394,155,156,157,131320,156,327745,112,161,
97,405,262205,29,162,161,262271,29,163,162,393228,29,164,1,27,163,327809,29,165,159,164,327816,29,166,159,165,196670,
161,166,131321,157,131320,157,131321,140,131320,140,458997,29,448,153,139,406,157,131321,131,131320,131,327808,9,169,
405,120,131321,128,131320,130,196855,172,0,262394,170,171,172,131320,171,393566,29,174,124,0,406,131321,172,131320,172,
458997,29,441,406,130,174,171,131321,177,131320,177,458997,9,408,23,172,217,180,327857,24,185,408,92,262390,179,180,0,
262394,185,178,179,131320,178,196855,188,0,262394,186,187,188,131320,187,327745,112,191,97,408,262205,29,192,191,327816,
29,193,192,441,196670,191,193,131321,188,131320,188,327745,112,198,97,408,262205,29,199,198,327745,53,201,39,200,262205,
9,202,201,327851,24,203,202,40,196855,206,0,262394,203,205,212,131320,205,327745,99,207,39,66,262205,27,208,207,393281,
109,210,208,40,408,393277,29,211,210,2,4,131321,206,131320,212,131321,206,131320,206,458997,29,443,211,205,80,212,
327809,29,214,199,443,327745,112,215,195,408,196670,215,214,131321,180,131320,180,327808,9,217,408,120,131321,177,
131320,179,131321,219,131320,219,458997,29,424,80,179,469,222,458997,29,411,80,179,296,222,458997,9,409,40,179,319,222,
327745,53,226,39,225,262205,9,227,226,327857,24,228,409,227,262390,221,222,0,262394,228,220,221,131320,220,131321,234,
131320,234,458997,9,416,231,220,468,237,458997,29,415,78,220,451,237,458997,9,414,23,220,255,237,327857,24,242,414,92,
262390,236,237,0,262394,242,235,236,131320,235,327745,112,244,195,414,262205,29,245,244,327866,24,247,245,415,196855,
249,0,262394,247,248,249,131320,248,262205,29,252,244,131321,249,131320,249,458997,29,451,415,235,252,248,393385,9,468,
247,414,416,131321,237,131320,237,327808,9,255,414,120,131321,234,131320,236,393574,29,257,124,0,415,327860,24,260,415,
257,393385,9,262,260,416,231,393569,9,263,124,0,262,327810,9,266,92,44,458764,9,267,1,39,263,266,327819,9,269,267,120,
327850,24,271,269,23,196855,273,0,262394,271,272,273,131320,272,327745,112,275,195,267,196670,275,78,131321,273,131320,
273,262368,124,124,276,327745,112,279,97,267,262205,29,280,279,327850,24,282,409,40,393385,29,469,282,280,424,196855,
289,0,262394,287,288,289,131320,288,327811,29,292,280,469,393228,29,293,1,27,292,131321,289,131320,289,458997,29,429,
280,273,293,288,327809,29,296,411,429,327850,24,298,23,40,196855,300,0,262394,298,299,300,131320,299,327745,302,303,39,
301,262205,28,304,303,327812,9,308,19,227,327808,9,310,308,409,327760,313,314,267,429,393281,315,316,304,40,310,262544,
35,317,314,327742,316,317,2,8,131321,300,131320,300,131321,222,131320,222,327808,9,319,409,44,131321,219,131320,221,
327745,322,323,39,321,262205,29,324,323,262312,24,326,325,196855,328,0,262394,326,327,328,131320,327,327745,53,330,39,
329,262205,9,331,330,327851,24,332,331,40,131321,328,131320,328,458997,24,333,325,221,332,327,196855,336,0,262394,333,
335,341,131320,335,458764,29,339,1,40,411,338,327816,29,340,159,339,131321,336,131320,341,131321,336,131320,336,458997,
29,412,340,335,159,341,327813,29,343,324,412,131321,345,131320,345,458997,9,413,40,336,371,346,327857,24,353,413,227,
327850,24,355,23,40,327847,24,356,353,355,262390,347,346,0,262394,356,346,347,131320,346,327745,302,357,39,301,262205,
28,358,357,327812,9,362,19,227,327808,9,364,362,413,458817,109,366,358,40,364,44,393277,29,367,366,2,4,327813,29,368,
367,343,327742,366,368,2,4,327808,9,371,413,44,131321,345,131320,347,131321,397,131320,397,65789,65592,};
/* moe_sort: moe_sort.comp -O: 49affae37bbdd6e58a222a83d91bd983a41818a142bf393259c5a30d7b2b3cc4, 4044 bytes cb5358146a10803a312d2dae3678c2d06db83047c8b429017805d4b66012e073 */
static const uint32_t infer__spirv_moe_sort[] = {
119734787,67072,851979,278,0,131089,1,131089,5347,393227,1,1280527431,1685353262,808793134,0,196622,5348,1,589839,5,4,
1852399981,0,13,30,83,178,393547,4,38,7,8,8,262215,7,1,0,262215,13,11,29,196679,20,2,327752,20,0,35,0,327752,20,1,35,8,
327752,20,2,35,16,327752,20,3,35,64,327752,20,4,35,68,327752,20,5,35,72,262215,21,6,4,196679,22,2,327752,22,0,35,0,
327752,22,1,35,4,327752,22,2,35,8,327752,22,3,35,12,327752,22,4,35,16,327752,24,0,35,0,327752,24,1,35,4,262215,25,6,8,
196679,26,2,327752,26,0,35,0,262215,27,6,4,196679,28,2,327752,28,0,35,0,262215,87,1,0,131091,2,196641,3,2,262165,6,32,0,
262194,6,7,1,262187,6,8,1,262165,9,32,1,262176,12,1,6,262203,12,13,1,196647,17,5349,196647,18,5349,196647,19,5349,
524318,20,17,18,19,9,9,9,196637,21,9,458782,22,9,9,9,9,21,262176,17,5349,22,196630,23,32,262174,24,9,23,196637,25,24,
196638,26,25,262176,18,5349,26,196637,27,9,196638,28,27,262176,19,5349,28,262176,29,9,20,262203,29,30,9,262187,9,31,5,
262176,32,9,9,262187,9,35,0,131092,36,262176,41,9,17,262187,9,44,1,262176,45,5349,9,262187,9,50,2,262187,9,54,4,262187,
9,76,3,262187,6,80,1024,262172,81,9,80,262176,82,4,81,262203,82,83,4,262176,85,4,9,262194,6,87,64,262187,6,88,0,393268,
9,89,128,87,88,262187,6,92,2,262187,6,93,264,262176,106,9,18,262176,135,9,19,262187,9,172,1024,262203,82,178,4,327734,2,
4,0,3,131320,5,262205,6,14,13,262268,9,15,14,327745,32,33,30,31,262205,9,34,33,327851,36,37,34,35,196855,40,0,262394,37,
39,58,131320,39,327745,41,42,30,35,262205,17,43,42,327745,45,46,43,44,393277,9,47,46,2,4,327745,45,51,43,50,393277,9,52,
51,2,8,327810,9,53,47,52,327745,32,55,30,54,262205,9,56,55,327812,9,57,53,56,131321,40,131320,58,131321,40,131320,40,
458997,9,267,57,39,35,58,327745,41,61,30,35,262205,17,62,61,327745,45,63,62,44,393277,9,64,63,2,4,327745,32,65,30,54,
262205,9,66,65,327812,9,67,64,66,131321,70,131320,70,458997,9,268,15,40,91,71,327745,32,77,30,76,262205,9,78,77,327857,
36,79,268,78,262390,72,71,0,262394,79,71,72,131320,71,327745,85,86,83,268,196670,86,35,327808,9,91,268,89,131321,70,
131320,72,262368,92,92,93,327808,9,97,267,15,131321,98,131320,98,458997,9,269,97,72,115,99,327857,36,105,269,67,262390,
100,99,0,262394,105,99,100,131320,99,327745,106,107,30,44,262205,18,108,107,458817,45,110,108,35,269,35,393277,9,111,
110,2,8,327745,85,112,83,111,458986,9,113,112,8,88,44,327808,9,115,269,89,131321,98,131320,100,262368,92,92,93,327850,
36,117,15,35,196855,119,0,262394,117,118,119,131320,118,131321,122,131320,122,458997,9,271,35,118,145,123,458997,9,270,
35,118,147,123,327857,36,130,270,78,262390,124,123,0,262394,130,123,124,131320,123,327745,85,133,83,270,262205,9,134,
133,327745,135,136,30,50,262205,19,137,136,196670,133,271,393281,45,142,137,35,270,327742,142,271,2,4,327808,9,145,271,
134,327808,9,147,270,44,131321,122,131320,124,327745,135,148,30,50,262205,19,149,148,393281,45,153,149,35,78,327742,153,
271,2,4,131321,119,131320,119,131321,156,131320,156,458997,9,272,267,119,239,159,327857,36,163,272,67,262390,158,159,0,
262394,163,157,158,131320,157,262368,92,92,93,131321,166,131320,166,458997,9,273,15,157,189,167,327810,9,175,67,272,
458764,9,176,1,39,172,175,327857,36,177,273,176,262390,168,167,0,262394,177,167,168,131320,167,327745,106,180,30,44,
262205,18,181,180,327808,9,184,272,273,458817,45,185,181,35,184,35,393277,9,186,185,2,8,327745,85,187,178,273,196670,
187,186,327808,9,189,273,89,131321,166,131320,168,262368,92,92,93,131321,192,131320,192,458997,9,275,15,168,237,195,
327857,36,200,275,78,262390,194,195,0,262394,200,193,194,131320,193,131321,202,131320,202,458997,9,277,35,193,235,205,
327857,36,212,277,176,262390,204,205,0,262394,212,203,204,131320,203,327745,85,214,178,277,262205,9,215,214,327850,36,
217,215,275,196855,219,0,262394,217,218,219,131320,218,327745,135,220,30,50,262205,19,221,220,327808,9,224,78,44,327745,
85,226,83,275,262205,9,227,226,327808,9,228,227,44,196670,226,228,327808,9,229,224,227,327808,9,232,272,277,393281,45,
233,221,35,229,327742,233,232,2,4,131321,219,131320,219,131321,205,131320,205,327808,9,235,277,44,131321,202,131320,204,
131321,195,131320,195,327808,9,237,275,89,131321,192,131320,194,131321,159,131320,159,327808,9,239,272,172,131321,156,
131320,158,65789,65592,};
static const infer__spirv *infer__spirv_find(const char *name) {
    static const infer__spirv all[] = {
    {"mv", infer__spirv_mv, sizeof infer__spirv_mv},
    {"mm_f", infer__spirv_mm_f, sizeof infer__spirv_mm_f},
    {"splitk", infer__spirv_splitk, sizeof infer__spirv_splitk},
    {"embed", infer__spirv_embed, sizeof infer__spirv_embed},
    {"norm", infer__spirv_norm, sizeof infer__spirv_norm},
    {"act", infer__spirv_act, sizeof infer__spirv_act},
    {"rope_kv", infer__spirv_rope_kv, sizeof infer__spirv_rope_kv},
    {"fa_f", infer__spirv_fa_f, sizeof infer__spirv_fa_f},
    {"fa_dec", infer__spirv_fa_dec, sizeof infer__spirv_fa_dec},
    {"argmax", infer__spirv_argmax, sizeof infer__spirv_argmax},
    {"moe_route", infer__spirv_moe_route, sizeof infer__spirv_moe_route},
    {"moe_sort", infer__spirv_moe_sort, sizeof infer__spirv_moe_sort},
        {NULL, NULL, 0}};
    const infer__spirv *s = all;
    while (s->name && strcmp(s->name, name) != 0) s++;
    return s->name ? s : NULL;
}
/* <<< spirv */
/* clang-format on */
#else
static int infer__gpu_open(infer_model *m, const infer_model_desc *desc, infer_error *err) {
    const char *name = desc->device ? desc->device : "auto";
    if (strcmp(name, "auto") == 0 || strcmp(name, "cpu") == 0) return INFER_OK;
    return infer__fail(err, strncmp(name, "vulkan", 6) == 0 ? INFER_ERROR_DEVICE : INFER_ERROR_ARGUMENT,
                       "%s: device \"%.40s\": compiled without INFER_VULKAN: expected auto or cpu", m->gguf.path, name);
}
static void infer__gpu_close(infer_model *m) { (void)m; }
static int infer__gpu_begin(infer_session *s, infer_error *err) { return (void)s, (void)err, INFER_OK; }
static void infer__gpu_end(infer_session *s) { (void)s; }
static int infer__gpu_eval(infer__walk *w, infer_error *err) { return (void)w, (void)err, INFER_OK; }
static int infer__gpu_fetch(infer_session *s, infer_error *err) { return (void)s, (void)err, INFER_OK; }
static int infer__gpu_cache(infer_session *s, int layer, infer__cache *c, bool close, bool write) {
    return (void)s, (void)layer, (void)c, (void)close, (void)write, INFER_OK;
}
static uint64_t infer__gpu_bytes(infer_session *s) { return (void)s, 0; }
static int infer__gpu_list(infer_device *out, int max) { return (void)out, (void)max, 0; }
INFER__DEF size_t infer_model_pipelines(const infer_model *m, void *data, size_t max) {
    return (void)m, (void)data, (void)max, 0;
}
#endif /* INFER_VULKAN */

#ifdef INFER__UNOPTIMIZED
#pragma GCC pop_options
#endif
#endif /* INFER_IMPLEMENTATION_DONE */
#endif /* INFER_IMPLEMENTATION */
