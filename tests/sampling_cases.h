/* The logits, histories and settings that tests/golden_sampling.c gives to llama.cpp and tests/sampling.c to infer.h. */
#ifndef SAMPLING_CASES_H
#define SAMPLING_CASES_H
#include <stdint.h>

#define SAMPLING_VOCAB   40
#define SAMPLING_HISTORY 12

typedef struct sampling_case {
    float temperature;
    int top_k;
    float typical_p, top_p, min_p, repeat, frequency, presence;
    int window;
} sampling_case;

static const sampling_case sampling_cases[] = {{1, 0, 0, 0, 0, 0, 0, 0, 0},
                                               {0.5f, 0, 0, 0, 0, 0, 0, 0, 0},
                                               {2, 5, 0, 0, 0, 0, 0, 0, 0},
                                               {1, 1, 0, 0, 0, 0, 0, 0, 0},
                                               {0.7f, 0, 0, 0.5f, 0, 0, 0, 0, 0},
                                               {1, 0, 0, 0.9f, 0, 0, 0, 0, 0},
                                               {1, 0, 0, 0.01f, 0, 0, 0, 0, 0},
                                               {1.3f, 0, 0, 0, 0.1f, 0, 0, 0, 0},
                                               {1, 0, 0, 0, 0.7f, 0, 0, 0, 0},
                                               {1, 0, 0.3f, 0, 0, 0, 0, 0, 0},
                                               {1, 0, 0.8f, 0, 0, 0, 0, 0, 0},
                                               {0.8f, 20, 0.9f, 0.9f, 0.05f, 0, 0, 0, 0},
                                               {0.8f, 40, 0, 0.95f, 0.05f, 0, 0, 0, 0},
                                               {1, 0, 0, 0, 0, 1.5f, 0, 0, 12},
                                               {1, 8, 0, 0, 0, 1.1f, 0.4f, 0.3f, 5},
                                               {1, 8, 0, 0, 0, 0, -0.5f, 0.9f, 12},
                                               {0.6f, 10, 0.95f, 0.8f, 0.02f, 1.2f, 0.1f, 0.1f, 7}};
#define SAMPLING_CASES ((int)(sizeof sampling_cases / sizeof *sampling_cases))

/* Logits about normally distributed, of a spread that differs from case to case; a history that repeats itself. */
static void sampling_inputs(int index, float *logits, int32_t *history) {
    uint64_t state = (uint64_t)index * 77777 + 1;
    for (int i = -SAMPLING_HISTORY; i < SAMPLING_VOCAB; i++) {
        float sum = 0;
        uint64_t z = 0;
        for (int k = 0; k < 4; k++) {
            z = (state += 0x9e3779b97f4a7c15u);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            z ^= z >> 31;
            sum += (float)(z >> 48) / 65536.0f - 0.5f;
        }
        if (i < 0) history[i + SAMPLING_HISTORY] = (int32_t)(z % 16);
        else logits[i] = sum * (float)(1 + index % 5 * 2);
    }
}
#endif
