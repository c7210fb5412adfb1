// Log-probabilities of labels under a wide output head, a few rows of logits at a time and only where there are labels.
#include "fused_linear.h"

#include <torch/csrc/autograd/custom_function.h>

using namespace demur;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

constexpr int64_t kLogitsInFlight = 6 << 20;  // 24 MiB of float32, which the allocator keeps for the next ones (memory.cpp)

struct Head {
  int64_t chunk;
  double scale, softcap;
};

int64_t chunkFor(int64_t asked, int64_t vocabulary) {
  return asked > 0 ? asked : std::max<int64_t>(16, kLogitsInFlight / vocabulary / 16 * 16);
}

// Log-probabilities of labels (M) under states (M, width); with gradient the logits become the slopes of each log-probability.
void labelRows(const at::Tensor& logits, const int64_t* labels, const Head& head, bool gradient, float* logProbabilities) {
  auto vocabulary = logits.size(1);
  auto* values = logits.data_ptr<float>();
  at::parallel_for(0, logits.size(0), 1, [&](int64_t first, int64_t end) {
    for (auto row = first; row < end; ++row) {
      logProbabilities[row] = static_cast<float>(kernels::table().labelRow(values + row * vocabulary, vocabulary, labels[row], head.scale, head.softcap, gradient));
    }
  });
}

// Visits the labelled states chunk by chunk: body(first row, states of the chunk, slopes or logits of the chunk).
template <class F>
at::Tensor visit(const at::Tensor& states, const at::Tensor& weight, const at::Tensor& labels, const Head& head, bool gradient, F&& body) {
  auto count = states.size(0), chunk = chunkFor(head.chunk, weight.size(0));
  auto logProbabilities = at::empty({count}, states.options().dtype(at::kFloat));
  for (int64_t first = 0; first < count; first += chunk) {
    auto rows = states.narrow(0, first, std::min(chunk, count - first));
    auto logits = linearToFloat(rows, weight);
    labelRows(logits, labels.data_ptr<int64_t>() + first, head, gradient, logProbabilities.data_ptr<float>() + first);
    body(first, rows, logits);
  }
  return logProbabilities;
}

// When only the states need a gradient it is linear in what arrives at each row, so the forward pass can prepare it while
// the logits are at hand. With a gradient for the head the logits are computed again.
struct TokenLogProbs : torch::autograd::Function<TokenLogProbs> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& weight, const at::Tensor& labels, const at::Tensor& labelled,
                            int64_t chunk, double scale, double softcap) {
    Head head{chunk, scale, softcap};
    auto states = hidden.index_select(0, labelled), targets = labels.index_select(0, labelled);
    bool trainsHead = weight.requires_grad();
    auto slopes = trainsHead ? at::Tensor() : at::empty(states.sizes(), states.options());
    auto found = visit(states, weight, targets, head, !trainsHead, [&](int64_t first, const at::Tensor& rows, const at::Tensor& logits) {
      if (!trainsHead) slopes.narrow(0, first, rows.size(0)).copy_(applyTurned(logits.to(weight.scalar_type()), weight));
    });
    if (trainsHead) context->save_for_backward({labelled, states, weight, targets});
    else context->save_for_backward({labelled, slopes});
    context->saved_data["rows"] = hidden.size(0);
    context->saved_data["chunk"] = chunk;
    context->saved_data["scale"] = scale;
    context->saved_data["softcap"] = softcap;
    return at::zeros({hidden.size(0)}, found.options()).index_copy_(0, labelled, found);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto labelled = saved[0];
    auto arriving = gradients[0].index_select(0, labelled).to(at::kFloat).unsqueeze(1);
    variable_list result(7);
    at::Tensor slopes;
    if (saved.size() == 2) {
      slopes = saved[1] * arriving.to(saved[1].scalar_type());
    } else {
      auto states = saved[1], weight = saved[2];
      Head head{context->saved_data["chunk"].toInt(), context->saved_data["scale"].toDouble(), context->saved_data["softcap"].toDouble()};
      slopes = at::empty(states.sizes(), states.options());
      auto dWeight = at::zeros(weight.sizes(), weight.options());
      visit(states, weight, saved[3], head, true, [&](int64_t first, const at::Tensor& rows, const at::Tensor& logits) {
        auto dLogits = logits.mul_(arriving.narrow(0, first, rows.size(0))).to(weight.scalar_type());
        slopes.narrow(0, first, rows.size(0)).copy_(applyTurned(dLogits, weight));
        dWeight.addmm_(dLogits.t(), rows);
      });
      result[1] = dWeight;
    }
    result[0] = at::zeros({context->saved_data["rows"].toInt(), slopes.size(1)}, slopes.options()).index_copy_(0, labelled, slopes);
    return result;
  }
};

at::Tensor plainLogits(const at::Tensor& states, const at::Tensor& weight, double scale, double softcap) {
  auto wide = states.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  auto logits = at::linear(states, weight).to(wide);
  if (scale != 1) logits = logits * scale;
  return softcap > 0 ? at::tanh(logits / softcap) * softcap : logits;
}

at::Tensor plainLogProbs(const at::Tensor& hidden, const at::Tensor& weight, const at::Tensor& labels, const at::Tensor& labelled, const Head& head) {
  auto logits = plainLogits(hidden.index_select(0, labelled), weight, head.scale, head.softcap);
  auto picked = at::log_softmax(logits, -1).gather(-1, labels.index_select(0, labelled).unsqueeze(-1)).squeeze(-1);
  return at::zeros({hidden.size(0)}, picked.options()).index_add(0, labelled, picked);
}

}  // namespace

// (N) float32: log p(label) of each row, 0 where the label is negative.
DEMUR_API Handle demur_token_log_probs(Handle hidden, Handle weight, Handle labels, int64_t chunk, double scale, double softcap) {
  return make([&] {
    TORCH_CHECK(hidden->dim() == 2 && labels->dim() == 1 && labels->scalar_type() == at::kLong && hidden->size(0) == labels->size(0) && hidden->size(1) == weight->size(1),
                "states ", hidden->sizes(), " and labels ", labels->sizes(), " do not fit a head ", weight->sizes());
    auto labelled = at::nonzero(*labels >= 0).squeeze(-1);
    if (labelled.numel() > 0) {
      auto highest = labels->max().item<int64_t>();
      TORCH_CHECK(highest < weight->size(0), "label ", highest, " lies outside the head's ", weight->size(0), " tokens");
    }
    Head head{chunk, scale, softcap};
    if (!onKernels(*hidden) || weight->scalar_type() != hidden->scalar_type() || labelled.numel() == 0) return plainLogProbs(*hidden, *weight, *labels, labelled, head);
    if (recorded({*hidden, *weight})) return TokenLogProbs::apply(*hidden, *weight, *labels, labelled, chunk, scale, softcap);
    auto found = visit(hidden->index_select(0, labelled), *weight, labels->index_select(0, labelled), head, false, [](int64_t, const at::Tensor&, const at::Tensor&) {});
    return at::zeros({hidden->size(0)}, found.options()).index_copy_(0, labelled, found);
  });
}

// (N, vocabulary) float32 (float64 for float64), not rounded to the states' type on the way.
DEMUR_API Handle demur_logits(Handle hidden, Handle weight, double scale, double softcap) {
  return make([&] {
    if (!onKernels(*hidden) || recorded({*hidden, *weight}) || hidden->dim() != 2) return plainLogits(*hidden, *weight, scale, softcap);
    auto logits = linearToFloat(*hidden, *weight);
    if (scale != 1) logits.mul_(scale);
    if (softcap > 0) logits.div_(softcap).tanh_().mul_(softcap);
    return logits;
  });
}
