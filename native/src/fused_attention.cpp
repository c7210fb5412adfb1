// Grouped-query attention over packed sequences, over padded batches, and against a cache of keys and values.
#include "plain.h"

using namespace demur;

static Attend how(double scale, int causal, int64_t window, double softcap) { return {scale, causal != 0, window, softcap}; }

// Sequence i takes rows offsets[i] to offsets[i + 1] of q (N, Hq, D), k and v (N, Hkv, D).
DEMUR_API Handle demur_attention_packed(Handle q, Handle k, Handle v, const int64_t* offsets, int sequences, double scale, int causal, int64_t window, double softcap) {
  return make([&] {
    std::vector<at::Tensor> parts;
    for (int i = 0; i < sequences; ++i) {
      auto rows = [&](Handle x) { return x->slice(0, offsets[i], offsets[i + 1]); };
      parts.push_back(plain::attend(rows(q), rows(k), rows(v), how(scale, causal, window, softcap)));
    }
    return at::cat(parts, 0);
  });
}

DEMUR_API Handle demur_attention_masked(Handle q, Handle k, Handle v, Handle mask, double scale, int causal, int64_t window, double softcap) {
  return make([&] { return plain::attendMasked(*q, *k, *v, orUndefined(mask), how(scale, causal, window, softcap)); });
}

// Writes the new keys and values of sequence i behind the past[i] that slot slots[i] of the caches (slots, Hkv, capacity, D)
// holds, and lets its queries see them all up to themselves.
DEMUR_API Handle demur_attention_cached(Handle q, Handle k, Handle v, Handle keys, Handle values, const int64_t* offsets, const int64_t* slots,
                                        const int64_t* past, int sequences, double scale, int64_t window, double softcap) {
  return make([&] {
    std::vector<at::Tensor> parts;
    for (int i = 0; i < sequences; ++i) {
      auto count = offsets[i + 1] - offsets[i];
      TORCH_CHECK(past[i] + count <= keys->size(2), "the cache holds ", keys->size(2), " tokens a sequence; ", past[i] + count, " were needed");
      auto grow = [&](Handle cache, Handle fresh) {
        auto slot = cache->select(0, slots[i]);
        slot.slice(1, past[i], past[i] + count).copy_(fresh->slice(0, offsets[i], offsets[i + 1]).transpose(0, 1));
        return slot.slice(1, 0, past[i] + count).transpose(0, 1);
      };
      auto allKeys = grow(keys, k), allValues = grow(values, v);
      parts.push_back(plain::attend(q->slice(0, offsets[i], offsets[i + 1]), allKeys, allValues, how(scale, 1, window, softcap)));
    }
    return at::cat(parts, 0);
  });
}
