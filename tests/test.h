/* A test runner in one screen. tests/main.c includes infer.h with the implementation, then this, then every test file;
 * a TEST registers itself. `build/test [FILTER] [--seed N]` runs those whose name contains FILTER. */
#ifndef TEST_H
#define TEST_H
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct test_case {
    const char *name;
    void (*run)(void);
    struct test_case *next;
} test_case;
static test_case *test_first, **test_last = &test_first;
static int test_failures, test_skipped; /* of the running test */
static uint64_t test_seed = 1;

#define TEST(NAME)                                                   \
    static void test_##NAME(void);                                   \
    static test_case test_case_##NAME = {#NAME, test_##NAME, NULL};  \
    __attribute__((constructor)) static void test_add_##NAME(void) { \
        *test_last = &test_case_##NAME;                              \
        test_last = &test_case_##NAME.next;                          \
    }                                                                \
    static void test_##NAME(void)

#define TEST_FAIL(...) \
    (test_failures++, fprintf(stderr, "%s:%d: ", __FILE__, __LINE__), fprintf(stderr, __VA_ARGS__), fputc('\n', stderr))
#define CHECK(cond) ((cond) ? (void)0 : (void)TEST_FAIL("failed: %s", #cond))
#define CHECK_EQ_INT(got, want)                                                       \
    do {                                                                              \
        long long got_ = (long long)(got), want_ = (long long)(want);                 \
        if (got_ != want_) TEST_FAIL("%s is %lld, expected %lld", #got, got_, want_); \
    } while (0)
#define CHECK_EQ_STR(got, want)                                                                      \
    do {                                                                                             \
        const char *got_ = (got), *want_ = (want);                                                   \
        if (strcmp(got_, want_) != 0) TEST_FAIL("%s is \"%s\", expected \"%s\"", #got, got_, want_); \
    } while (0)
#define CHECK_NEAR(got, want, tolerance)                                                                            \
    do {                                                                                                            \
        double got_ = (got), want_ = (want), tol_ = (tolerance);                                                    \
        if (!(fabs(got_ - want_) <= tol_)) TEST_FAIL("%s is %.9g, expected %.9g +- %.3g", #got, got_, want_, tol_); \
    } while (0)
/* Ends the test with a line that says why it could not run. */
#define SKIP(...)                                                                                       \
    do {                                                                                                \
        test_skipped = 1, fprintf(stderr, "skip: "), fprintf(stderr, __VA_ARGS__), fputc('\n', stderr); \
        return;                                                                                         \
    } while (0)

/* splitmix64: seeded, the same everywhere. */
static uint64_t test_random(void) {
    uint64_t z = (test_seed += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static double test_uniform(void) { return (double)(test_random() >> 11) * 0x1p-53; } /* [0, 1) */
#endif
