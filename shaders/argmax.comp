// Greedy choice: the first of the highest of the last wanted row of logits; 0 if all are -inf or NaN. It goes into the
// result, and into the parameters of the next batch, one token: so decoding goes on without the host.
//
//   p  params, logits, next (Params, may be params), result, partial (2 uints a workgroup), counter (one zero, zero
//      again at the end)
//   i  vocabulary, logits_stride, ring: result[(position + n) % ring] receives the token
// Every workgroup finds the best of its share, the last to arrive the best of these.
// Dispatch: x = any number of workgroups; vocabulary / 4096 is a good one.
#version 460
#include "common.glsl"

layout(buffer_reference, scalar, buffer_reference_align = 4) coherent buffer Shared { uint v[]; };

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 logits;
    Params next;
    I32 result;
    Shared partial, counter;
    layout(offset = INTS) int vocabulary;
    int logits_stride;
    int ring;
};

shared uint keys[64], tokens[64];
shared bool last;

// Ascending keys for descending logits; a zero's sign does not count. As infer__logit_key in infer.h.
uint logit_key(float x) {
    uint bits = floatBitsToUint(x);
    if ((bits & 0x7fffffff) > 0x7f800000) return ~0u; // isnan, which compilers may take for false
    if (bits == 0x80000000) bits = 0;
    return bits >> 31 != 0 ? bits : ~bits & 0x7fffffff;
}
const uint FORBIDDEN = 0xff800000; // the key of -inf: nothing from here on is a candidate

// The least (key, token) of the workgroup, for every invocation.
uvec2 least(uint key, uint token) {
    uint high = subgroupMin(key);
    token = subgroupMin(key == high ? token : ~0u);
    if (subgroupElect()) keys[gl_SubgroupID] = high, tokens[gl_SubgroupID] = token;
    barrier();
    uvec2 best = uvec2(keys[0], tokens[0]);
    for (uint i = 1; i < gl_NumSubgroups; i++)
        if (keys[i] < best.x || (keys[i] == best.x && tokens[i] < best.y)) best = uvec2(keys[i], tokens[i]);
    barrier();
    return best;
}

void main() {
    const uint groups = gl_NumWorkGroups.x, tid = gl_LocalInvocationIndex;
    const uint at = uint((params.wanted - 1) * logits_stride);
    uvec2 best = uvec2(FORBIDDEN, 0);
    for (uint i = gl_GlobalInvocationID.x; i < vocabulary; i += groups * WG) {
        uint key = logit_key(logits.v[at + i]);
        if (key < best.x) best = uvec2(key, i);
    }
    best = least(best.x, best.y);
    if (groups > 1) {
        if (tid == 0) {
            partial.v[2 * gl_WorkGroupID.x] = best.x, partial.v[2 * gl_WorkGroupID.x + 1] = best.y;
            memoryBarrierBuffer();
            last = atomicAdd(counter.v[0], 1) == groups - 1;
        }
        barrier();
        if (!last) return;
        memoryBarrierBuffer();
        best = uvec2(FORBIDDEN, 0);
        for (uint i = tid; i < groups; i += WG) {
            uvec2 other = uvec2(partial.v[2 * i], partial.v[2 * i + 1]);
            if (other.x < best.x || (other.x == best.x && other.y < best.y)) best = other;
        }
        best = least(best.x, best.y);
    }
    if (tid != 0) return;
    if (groups > 1) counter.v[0] = 0;
    const int position = params.position + params.n, token = best.x < FORBIDDEN ? int(best.y) : 0;
    next.position = position, next.n = next.wanted = 1, next.token[0] = token;
    result.v[position % ring] = token;
}
