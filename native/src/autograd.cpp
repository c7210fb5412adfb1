// Gradients: the switches, the backward pass, and gradients of chosen inputs.
#include "shim.h"

#include <torch/csrc/autograd/autograd.h>

using namespace demur;

DEMUR_API int demur_grad_mode() { return at::GradMode::is_enabled() ? 1 : 0; }
DEMUR_API void demur_set_grad_mode(int enabled) { at::GradMode::set_enabled(enabled != 0); }

DEMUR_API int demur_requires_grad(Handle x) { return x->requires_grad() ? 1 : 0; }
DEMUR_API int demur_set_requires_grad(Handle x, int required) {
  return run([&] { x->requires_grad_(required != 0); });
}
DEMUR_API int demur_is_leaf(Handle x) { return x->is_leaf() ? 1 : 0; }

// Null without a recorded error: there is no gradient yet.
DEMUR_API int demur_grad(Handle x, Handle* gradient) {
  return run([&] { *gradient = wrap(x->grad()); });
}
DEMUR_API int demur_set_grad(Handle x, Handle gradient) {
  return run([&] { x->mutable_grad() = orUndefined(gradient); });
}

DEMUR_API int demur_backward(Handle x, Handle gradient, int keepGraph) {
  return run([&] { torch::autograd::backward({*x}, {orUndefined(gradient)}, keepGraph != 0); });
}

// An input that the output does not depend on gets null.
DEMUR_API int demur_gradients(Handle output, Handle gradient, const Handle* inputs, int count, int keepGraph, Handle* gradients) {
  return run([&] {
    std::vector<at::Tensor> gradOutputs;
    if (gradient != nullptr) gradOutputs.push_back(*gradient);
    auto found = torch::autograd::grad({*output}, list(inputs, count), gradOutputs, keepGraph != 0, false, true);
    for (int i = 0; i < count; ++i) gradients[i] = wrap(found[static_cast<size_t>(i)]);
  });
}
