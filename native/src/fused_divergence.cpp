// Kullback-Leibler divergence between rows of logits, with the slopes of one side in the same pass.
#include "rows.h"

using namespace demur;

namespace {

// A logit that is left out: no share of the distribution, and no infinity that would spoil a difference.
constexpr double kFarBelow = -1e4;

struct Divergence {
  at::Tensor policy, reference, weight, leavesOut, leftOut;
  double softcap;
};

at::Tensor onRows(const Divergence& d) {
  auto rows = d.policy.size(0), vocabulary = d.policy.size(1), tokens = d.leftOut.numel();
  auto values = at::empty({rows}, d.policy.options().dtype(at::kDouble));
  auto *policy = d.policy.data_ptr<float>(), *reference = d.reference.data_ptr<float>();
  const auto *weight = d.weight.data_ptr<float>(), *leavesOut = d.leavesOut.data_ptr<float>();
  const auto* leftOut = d.leftOut.data_ptr<int64_t>();
  auto* value = values.data_ptr<double>();
  at::parallel_for(0, rows, 1, [&](int64_t first, int64_t end) {
    for (auto row = first; row < end; ++row) {
      auto *p = policy + row * vocabulary, *r = reference + row * vocabulary;
      for (int64_t i = 0; leavesOut[row] != 0 && i < tokens; ++i) p[leftOut[i]] = r[leftOut[i]] = static_cast<float>(kFarBelow);
      value[row] = kernels::table().divergenceRow(p, r, vocabulary, weight[row], d.softcap);
    }
  });
  return values;
}

at::Tensor plainly(const Divergence& d) {
  if (d.leftOut.numel() > 0) {
    auto hide = (d.leavesOut != 0).unsqueeze(1).logical_and(at::zeros({1, d.policy.size(1)}, d.policy.options().dtype(at::kBool)).index_fill(1, d.leftOut, 1));
    d.policy.masked_fill_(hide, kFarBelow);
    d.reference.masked_fill_(hide, kFarBelow);
  }
  auto expected = at::log_softmax(d.reference, 1), given = at::log_softmax(d.policy, 1);
  auto share = expected.exp(), weight = d.weight.to(d.policy.scalar_type()).unsqueeze(1);
  auto slopes = (given.exp() - share) * weight;
  if (d.softcap > 0) slopes = slopes * (1 - (d.policy / d.softcap).square());
  d.policy.copy_(slopes);
  return (share * (expected - given) * weight).sum(1).to(at::kDouble);
}

}  // namespace

// Policy and reference (N, vocabulary), already bounded by the softcap; weight and leavesOut (N) float32, leftOut int64.
// Where leavesOut is not 0 the tokens leftOut do not count. Returns (N) float64: weight * sum p_ref (log p_ref - log p).
// The policy's logits become its slopes before the softcap; the reference's are spoilt.
DEMUR_API Handle demur_divergence(Handle policy, Handle reference, Handle weight, Handle leavesOut, Handle leftOut, double softcap) {
  return make([&] {
    at::NoGradGuard guard;
    TORCH_CHECK(policy->dim() == 2 && policy->sizes() == reference->sizes() && weight->numel() == policy->size(0) && leavesOut->numel() == policy->size(0),
                "logits ", policy->sizes(), " and ", reference->sizes(), " do not fit ", weight->sizes(), " weights");
    Divergence d{*policy, *reference, *weight, *leavesOut, *leftOut, softcap};
    bool plain = !onKernels(d.policy) || d.policy.scalar_type() != at::kFloat || d.reference.scalar_type() != at::kFloat || !d.policy.is_contiguous() || !d.reference.is_contiguous();
    return plain ? plainly(d) : onRows(d);
  });
}
