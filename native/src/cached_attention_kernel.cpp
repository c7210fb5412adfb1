// Softmax attention of a few queries over cached keys. Keys lie transposed, so that a product with 64 keys needs no
// sum across lanes; the same source is compiled for three kinds of processor.
#include "cached_attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace demur {
namespace {

#define DEMUR_INLINE inline __attribute__((always_inline))
#pragma GCC diagnostic ignored "-Wpsabi"

constexpr int kLanes = 16;
constexpr int kChunk = 4 * kLanes;
constexpr int kQueries = kCacheQueries;

typedef float Vec __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint32_t Bits __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t Ints __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint16_t Half __attribute__((vector_size(32), aligned(2), may_alias));

template <bool kHalf>
DEMUR_INLINE Vec load(const void* base, int64_t index) {
  if constexpr (kHalf) {
    Half raw;
    std::memcpy(&raw, static_cast<const uint16_t*>(base) + index, sizeof raw);
    const Bits wide = __builtin_convertvector(raw, Bits) << 16;
    return (Vec)wide;
  } else {
    Vec v;
    std::memcpy(&v, static_cast<const float*>(base) + index, sizeof v);
    return v;
  }
}

DEMUR_INLINE Vec splat(float x) { return x - Vec{}; }

// exp for arguments <= 0, to about one unit in the last place.
DEMUR_INLINE Vec expVec(Vec x) {
  const Vec low = splat(-87.0f);
  x = x < low ? low : x;
  const Vec magic = splat(12582912.0f);
  const Vec rounded = (x * 1.44269504088896341f + magic) - magic;
  Vec r = x - rounded * 0.693359375f;
  r = r - rounded * -2.12194440e-4f;
  Vec p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const Ints exponent = (__builtin_convertvector(rounded, Ints) + 127) << 23;
  return p * (Vec)exponent;
}

// scores[q][j] = query q . key j for the chunks that cover [from, to).
template <int kCount, bool kHalf>
DEMUR_INLINE void products(const float* const* query, const void* keys, int64_t stride, int64_t size, int64_t from, int64_t to,
                           float* const* scores) {
  for (int64_t j = from / kChunk * kChunk; j < to; j += kChunk) {
    Vec sum[kCount][4];
    for (int q = 0; q < kCount; ++q)
      for (int i = 0; i < 4; ++i) sum[q][i] = Vec{};
    for (int64_t e = 0; e < size; ++e) {
      Vec key[4];
      for (int i = 0; i < 4; ++i) key[i] = load<kHalf>(keys, e * stride + j + i * kLanes);
      for (int q = 0; q < kCount; ++q) {
        const Vec x = splat(query[q][e]);
        for (int i = 0; i < 4; ++i) sum[q][i] += x * key[i];
      }
    }
    for (int q = 0; q < kCount; ++q)
      for (int i = 0; i < 4; ++i) std::memcpy(scores[q] + j + i * kLanes, &sum[q][i], sizeof(Vec));
  }
}

// sums[q][.] += weight[q][j] * value j over one block of up to 64 dimensions.
template <int kCount, int kVectors, bool kHalf>
DEMUR_INLINE void mixBlock(const float* const* weights, const void* values, int64_t stride, int64_t from, int64_t to, float* const* sums) {
  Vec sum[kCount][kVectors];
  for (int q = 0; q < kCount; ++q)
    for (int i = 0; i < kVectors; ++i) std::memcpy(&sum[q][i], sums[q] + i * kLanes, sizeof(Vec));
  for (int64_t j = from; j < to; ++j) {
    Vec value[kVectors];
    for (int i = 0; i < kVectors; ++i) value[i] = load<kHalf>(values, j * stride + i * kLanes);
    for (int q = 0; q < kCount; ++q) {
      const Vec w = splat(weights[q][j]);
      for (int i = 0; i < kVectors; ++i) sum[q][i] += w * value[i];
    }
  }
  for (int q = 0; q < kCount; ++q)
    for (int i = 0; i < kVectors; ++i) std::memcpy(sums[q] + i * kLanes, &sum[q][i], sizeof(Vec));
}

template <int kCount, bool kHalf>
DEMUR_INLINE void mix(const float* const* weights, const void* values, int64_t width, int64_t from, int64_t to, float* const* sums) {
  const int64_t bytes = kHalf ? 2 : 4;
  for (int64_t e = 0; e < width; e += kChunk) {
    float* part[kCount];
    for (int q = 0; q < kCount; ++q) part[q] = sums[q] + e;
    const void* block = static_cast<const char*>(values) + e * bytes;
    switch (std::min<int64_t>(4, (width - e) / kLanes)) {
      case 1: mixBlock<kCount, 1, kHalf>(weights, block, width, from, to, part); break;
      case 2: mixBlock<kCount, 2, kHalf>(weights, block, width, from, to, part); break;
      case 3: mixBlock<kCount, 3, kHalf>(weights, block, width, from, to, part); break;
      default: mixBlock<kCount, 4, kHalf>(weights, block, width, from, to, part); break;
    }
  }
}

// The keys [from, to) of one segment that a query sees.
struct Seen {
  int64_t from, to;
};

DEMUR_INLINE float lanesMax(Vec x) {
  float top = x[0];
  for (int i = 1; i < kLanes; ++i) top = x[i] > top ? x[i] : top;
  return top;
}

DEMUR_INLINE float lanesSum(Vec x) {
  float sum = 0;
  for (int i = 0; i < kLanes; ++i) sum += x[i];
  return sum;
}

// Bounds the scores and finds the largest of those that are seen; the rest of the touched vectors becomes minus infinity.
DEMUR_INLINE float largest(float* scores, Seen seen, float cap, float sofar) {
  const int64_t begin = seen.from / kLanes * kLanes, end = (seen.to + kLanes - 1) / kLanes * kLanes;
  for (int64_t j = begin; j < seen.from; ++j) scores[j] = -std::numeric_limits<float>::infinity();
  for (int64_t j = seen.to; j < end; ++j) scores[j] = -std::numeric_limits<float>::infinity();
  if (seen.from >= seen.to) return sofar;
  if (cap != 0)
    for (int64_t j = seen.from; j < seen.to; ++j) scores[j] = cap * std::tanh(scores[j] / cap);
  Vec top = splat(sofar);
  for (int64_t j = begin; j < end; j += kLanes) {
    Vec x;
    std::memcpy(&x, scores + j, sizeof x);
    top = x > top ? x : top;
  }
  return lanesMax(top);
}

// Replaces scores by exp(score - top), and by zero what is not seen, over [all.from, all.to).
DEMUR_INLINE Vec exponentials(float* scores, Seen all, Seen seen, float top, Vec sums) {
  const int64_t end = (seen.to + kLanes - 1) / kLanes * kLanes;
  if (seen.from < seen.to)
    for (int64_t j = seen.from / kLanes * kLanes; j < end; j += kLanes) {
      Vec x;
      std::memcpy(&x, scores + j, sizeof x);
      const Ints kept = x > splat(-std::numeric_limits<float>::max());
      x = expVec(x - top);
      x = (Vec)((Ints)x & kept);
      sums += x;
      std::memcpy(scores + j, &x, sizeof x);
    }
  for (int64_t j = all.from; j < seen.from; ++j) scores[j] = 0;
  for (int64_t j = std::max(seen.to, all.from); j < all.to; ++j) scores[j] = 0;
  return sums;
}

// Rounds to the nearest bfloat16, ties to even; sums of weighted values are never NaN unless a value was.
DEMUR_INLINE Half rounded(Vec x) {
  const Bits bits = (Bits)x;
  const Bits up = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const Bits quiet = (Bits)(x != x);
  return __builtin_convertvector((up & ~quiet) | (quiet & 0x7fc0), Half);
}

template <bool kHalf>
DEMUR_INLINE void store(const CacheCall& call, int64_t token, int64_t head, const float* sums, float total) {
  const int64_t at = (token * call.heads + head) * call.size;
  const float factor = 1 / total;
  for (int64_t e = 0; e < call.size; e += kLanes) {
    Vec x;
    std::memcpy(&x, sums + e, sizeof x);
    x *= factor;
    const size_t count = static_cast<size_t>(std::min<int64_t>(kLanes, call.size - e));
    if constexpr (kHalf) {
      const Half half = rounded(x);
      std::memcpy(static_cast<uint16_t*>(call.output) + at + e, &half, count * sizeof(uint16_t));
    } else {
      std::memcpy(static_cast<float*>(call.output) + at + e, &x, count * sizeof(float));
    }
  }
}

template <int kCount, bool kHalf>
DEMUR_INLINE void attend(const CacheCall& call, const CacheTask& task, float* scratch) {
  const CacheRow& row = call.rows[static_cast<size_t>(task.row)];
  const int64_t group = call.heads / call.keyHeads;
  const int64_t gap = (row.prefix + kChunk - 1) / kChunk * kChunk;
  const int64_t length = gap + (row.past + row.count + kChunk - 1) / kChunk * kChunk;
  const int64_t bytes = kHalf ? 2 : 4;

  const float* query[kCount];
  float* before[kCount];
  float* own[kCount];
  float* sums[kCount];
  int64_t token[kCount], head[kCount];
  Seen seenBefore[kCount], seenOwn[kCount];
  Seen allBefore{row.prefix, 0}, allOwn{row.past + row.count, 0};
  for (int q = 0; q < kCount; ++q) {
    const int64_t index = task.firstQuery + q;  // queries are ordered by token, then by head within the group
    token[q] = index / group;
    head[q] = task.keyHead * group + index % group;
    query[q] = call.query + ((row.start + token[q]) * call.heads + head[q]) * call.size;
    before[q] = scratch + q * length;
    own[q] = before[q] + gap;
    sums[q] = scratch + kQueries * length + q * call.width;
    const int64_t last = row.past + token[q];  // within the slot
    const int64_t first = call.window == 0 ? -row.prefix : last + 1 - call.window;
    seenOwn[q] = {std::max<int64_t>(first, 0), last + 1};
    seenBefore[q] = {std::min<int64_t>(std::max<int64_t>(first + row.prefix, 0), row.prefix), row.prefix};
    allOwn = {std::min(allOwn.from, seenOwn[q].from), std::max(allOwn.to, seenOwn[q].to)};
    allBefore = {std::min(allBefore.from, seenBefore[q].from), std::max(allBefore.to, seenBefore[q].to)};
    std::memset(sums[q], 0, static_cast<size_t>(call.width) * sizeof(float));
  }

  const int64_t slot = row.slot * call.keyHeads + task.keyHead;
  const void* keys = static_cast<const char*>(call.keys) + slot * call.size * call.capacity * bytes;
  const void* values = static_cast<const char*>(call.values) + slot * call.width * call.capacity * bytes;
  const void* prefixKeys = static_cast<const char*>(call.prefixKeys) + task.keyHead * call.size * call.prefixCapacity * bytes;
  const void* prefixValues = static_cast<const char*>(call.prefixValues) + task.keyHead * call.width * call.prefixCapacity * bytes;

  products<kCount, kHalf>(query, prefixKeys, call.prefixCapacity, call.size, allBefore.from, allBefore.to, before);
  products<kCount, kHalf>(query, keys, call.capacity, call.size, allOwn.from, allOwn.to, own);
  float totals[kCount];
  for (int q = 0; q < kCount; ++q) {
    float top = largest(before[q], seenBefore[q], call.cap, -std::numeric_limits<float>::infinity());
    top = largest(own[q], seenOwn[q], call.cap, top);
    Vec sum = exponentials(before[q], allBefore, seenBefore[q], top, Vec{});
    sum = exponentials(own[q], allOwn, seenOwn[q], top, sum);
    totals[q] = lanesSum(sum);
  }
  mix<kCount, kHalf>(before, prefixValues, call.width, allBefore.from, allBefore.to, sums);
  mix<kCount, kHalf>(own, values, call.width, allOwn.from, allOwn.to, sums);
  for (int q = 0; q < kCount; ++q) store<kHalf>(call, row.start + token[q], head[q], sums[q], totals[q]);
}

template <bool kHalf>
DEMUR_INLINE void attendAny(const CacheCall& call, const CacheTask& task, float* scratch) {
  switch (task.queries) {
    case 1: attend<1, kHalf>(call, task, scratch); break;
    case 2: attend<2, kHalf>(call, task, scratch); break;
    case 3: attend<3, kHalf>(call, task, scratch); break;
    case 4: attend<4, kHalf>(call, task, scratch); break;
    case 5: attend<5, kHalf>(call, task, scratch); break;
    default: attend<6, kHalf>(call, task, scratch); break;
  }
}

DEMUR_INLINE void attendTask(const CacheCall& call, const CacheTask& task, float* scratch) {
  if (call.half)
    attendAny<true>(call, task, scratch);
  else
    attendAny<false>(call, task, scratch);
}

void plain(const CacheCall& call, const CacheTask& task, float* scratch) { attendTask(call, task, scratch); }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void avx2(const CacheCall& call, const CacheTask& task, float* scratch) {
  attendTask(call, task, scratch);
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma,prefer-vector-width=512"))) void avx512(
    const CacheCall& call, const CacheTask& task, float* scratch) {
  attendTask(call, task, scratch);
}
#endif

}  // namespace

CacheKernel cacheKernel() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq"))
    return avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2;
#endif
  return plain;
}

}  // namespace demur
