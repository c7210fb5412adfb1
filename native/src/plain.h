// The fused operations as plain formulas over libtorch's own: what runs on a GPU and for types without a kernel.
#pragma once

#include "shim.h"

namespace demur {

struct Attend {
  double scale = 1;
  bool causal = true;
  int64_t window = 0;  // 0: unlimited; else a query sees itself and the window - 1 keys before it
  double softcap = 0;  // 0: none; else scores become cap * tanh(score / cap)
};

namespace plain {

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon, double offset);
at::Tensor rope(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine);
at::Tensor gated(const at::Tensor& gate, const at::Tensor& up, int activation);

// Queries (T, Hq, D) against keys and values (S, Hkv, D); the last query stands at the last key.
at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Attend& how);

// Queries (B, T, Hq, D) against (B, S, Hkv, D) with a mask that broadcasts to (B, Hq, T, S): bool keeps where true, else it is added.
at::Tensor attendMasked(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask, const Attend& how);

}  // namespace plain
}  // namespace demur
