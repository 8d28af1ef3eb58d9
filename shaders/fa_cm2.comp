// Attention of many queries with VK_NV_cooperative_matrix2: see kv.glsl for the equation and the arguments, fa_f.comp
// for the course of things. Matrices belong to the whole workgroup: the driver brings K and V through shared memory,
// the softmax is reductions of rows and functions of elements.
//
// A tile is BR tokens of one head. maxima and sums of rows are matrices whose rows repeat one number. Only for an F16
// cache whose slots do not go round (position + n <= capacity), HSK and HSV multiples of 16.
// Dispatch: x = ceil(tokens / BR), y = heads. Spec constants: 6 BR, 7 BC keys; multiples of the device's granularity.
#version 460
#extension GL_KHR_cooperative_matrix : require
#extension GL_NV_cooperative_matrix2 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#include "common.glsl"
#include "kv.glsl"

layout(constant_id = 6) const uint BR = 64;
layout(constant_id = 7) const uint BC = 64;

#define SCORES coopmat<float, gl_ScopeWorkgroup, BR, BC, gl_MatrixUseAccumulator>
#define OUT    coopmat<float, gl_ScopeWorkgroup, BR, HSV, gl_MatrixUseAccumulator>

float larger(const in float a, const in float b) { return max(a, b); }
float plus(const in float a, const in float b) { return a + b; }
float either(const in float a, const in float b) { return a; } // of equals
float power(const in uint row, const in uint column, const in float x) { return exp(x); }
float scored(const in uint row, const in uint column, const in float x, const in float slope, const in int token,
             const in int key) {
    return score_of(x, slope, token + int(row), key + int(column));
}
float masked(const in uint row, const in uint column, const in float x, const in int token, const in int key) {
    ivec2 see = visible(token + int(row));
    int j = key + int(column);
    return j >= see.x && j < see.y ? x : LOWEST;
}
// The sink: one more score in the sum, without a value.
float with_sink(const in uint row, const in uint column, const in float sum, const in float top, const in float sink) {
    return sum + exp(min(sink - top, 80.0));
}

void main() {
    const int first = int(gl_WorkGroupID.x * BR), head = int(gl_WorkGroupID.y), kv_head = head / (heads / kv_heads);
    int from = 0x7fffffff, to = 0, all_from = 0, all_to = 0x7fffffff; // keys that any row sees, keys that all rows see
    for (int t = first; t < first + int(BR); t++) {
        ivec2 see = visible(t);
        if (see.y > see.x) from = min(from, see.x), to = max(to, see.y);
        all_from = max(all_from, see.x), all_to = min(all_to, see.y);
    }
    if (from >= to) return;
    const float slope = slope_of(head);

    tensorLayoutNV<2, gl_CooperativeMatrixClampModeConstantNV> rows =
        createTensorLayoutNV(2, gl_CooperativeMatrixClampModeConstantNV);
    tensorLayoutNV<2, gl_CooperativeMatrixClampModeConstantNV> keys_ =
        createTensorLayoutNV(2, gl_CooperativeMatrixClampModeConstantNV);
    tensorLayoutNV<2, gl_CooperativeMatrixClampModeConstantNV> values = keys_, results = rows;
    tensorViewNV<2, false, 1, 0> turned = createTensorViewNV(2, false, 1, 0);
    rows = setTensorLayoutDimensionNV(rows, params.n, HSK);
    rows = setTensorLayoutStrideNV(rows, q_token, 1);
    keys_ = setTensorLayoutDimensionNV(keys_, to, HSK);
    keys_ = setTensorLayoutStrideNV(keys_, HSK, 1);
    values = setTensorLayoutDimensionNV(values, to, HSV);
    values = setTensorLayoutStrideNV(values, v_length(), 1);
    results = setTensorLayoutDimensionNV(results, params.n, HSV);
    results = setTensorLayoutStrideNV(results, out_token, 1);

    coopmat<float, gl_ScopeWorkgroup, BR, HSK, gl_MatrixUseAccumulator> q_float;
    F16 halves = F16(q), k_base = F16(k), v_base = F16(v), out_halves = F16(out_);
    if (IO_TYPE == TYPE_F32) {
        coopMatLoadTensorNV(q_float, q.v, head * q_head, sliceTensorLayoutNV(rows, first, BR, 0, HSK));
    } else {
        coopmat<float16_t, gl_ScopeWorkgroup, BR, HSK, gl_MatrixUseAccumulator> loaded;
        coopMatLoadTensorNV(loaded, halves.v, head * q_head, sliceTensorLayoutNV(rows, first, BR, 0, HSK));
        q_float = coopmat<float, gl_ScopeWorkgroup, BR, HSK, gl_MatrixUseAccumulator>(loaded);
    }
    q_float = q_float * scale;
    coopmat<float16_t, gl_ScopeWorkgroup, BR, HSK, gl_MatrixUseA> q_ =
        coopmat<float16_t, gl_ScopeWorkgroup, BR, HSK, gl_MatrixUseA>(q_float);

    OUT o = OUT(0.0), wide;
    SCORES top = SCORES(LOWEST), sum = SCORES(0.0);
    for (int tile = from; tile < to; tile += int(BC)) {
        coopmat<float16_t, gl_ScopeWorkgroup, HSK, BC, gl_MatrixUseB> k_;
        coopmat<float16_t, gl_ScopeWorkgroup, BC, HSV, gl_MatrixUseB> v_;
        SCORES s = SCORES(0.0), high, shrink, rest;
        coopMatLoadTensorNV(k_, k_base.v, kv_head * capacity * HSK, sliceTensorLayoutNV(keys_, tile, BC, 0, HSK),
                            turned);
        s = coopMatMulAdd(q_, k_, s);
        if (cap > 0 || slope > 0) coopMatPerElementNV(s, s, scored, slope, first, tile);
        if (tile < all_from || tile + int(BC) > all_to) coopMatPerElementNV(s, s, masked, first, tile);

        coopMatReduceNV(high, s, gl_CooperativeMatrixReduceRowNV, larger);
        for (uint i = 0; i < high.length(); i++) high[i] = max(high[i], top[i]);
        s = s - high, shrink = top - high, top = high;
        coopMatPerElementNV(s, s, power);
        coopMatPerElementNV(shrink, shrink, power);
        coopMatReduceNV(rest, s, gl_CooperativeMatrixReduceRowNV, plus);
        sum = sum * shrink + rest;

        coopMatReduceNV(wide, shrink, gl_CooperativeMatrixReduceRowNV, either);
        coopmat<float16_t, gl_ScopeWorkgroup, BR, BC, gl_MatrixUseA> p =
            coopmat<float16_t, gl_ScopeWorkgroup, BR, BC, gl_MatrixUseA>(s);
        coopMatLoadTensorNV(v_, v_base.v, kv_head * capacity * int(v_length()),
                              sliceTensorLayoutNV(values, tile, BC, 0, HSV));
        o = coopMatMulAdd(p, v_, wide * o);
    }

    if ((flags & SINKS) != 0) coopMatPerElementNV(sum, sum, with_sink, top, sinks.v[head]);
    coopMatReduceNV(wide, sum, gl_CooperativeMatrixReduceRowNV, either);
    o = o / wide;
    if (IO_TYPE == TYPE_F32) {
        coopMatStoreTensorNV(o, out_.v, head * out_head, sliceTensorLayoutNV(results, first, BR, 0, HSV));
    } else {
        coopmat<float16_t, gl_ScopeWorkgroup, BR, HSV, gl_MatrixUseAccumulator> rounded =
            coopmat<float16_t, gl_ScopeWorkgroup, BR, HSV, gl_MatrixUseAccumulator>(o);
        coopMatStoreTensorNV(rounded, out_halves.v, head * out_head, sliceTensorLayoutNV(results, first, BR, 0, HSV));
    }
}
