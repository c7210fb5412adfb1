// A computation that keeps its input alone and is run again in the backward pass (Chen et al. 2016).
#include "shim.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <stdexcept>
#include <string>

using namespace demur;

// Run by the managed side: takes the input over and hands a result over; anything but 0 means that it failed.
using Rerun = int (*)(void* state, Handle input, Handle* output);
using Release = void (*)(void* state);

DEMUR_API const char* demur_last_error();
DEMUR_API int demur_free(Handle tensor);

namespace {

// What the managed side runs, and what tells it that nobody will ask again.
class Computation {
 public:
  Computation(Rerun rerun, Release release, void* state) : rerun_(rerun), release_(release), state_(state) {}
  Computation(const Computation&) = delete;
  Computation& operator=(const Computation&) = delete;
  ~Computation() { release_(state_); }

  at::Tensor operator()(const at::Tensor& input) const {
    Handle output = nullptr;
    if (rerun_(state_, wrap(input), &output) != 0 || output == nullptr) throw std::runtime_error(demur_last_error());
    at::Tensor result = *output;
    demur_free(output);
    return result;
  }

 private:
  Rerun rerun_;
  Release release_;
  void* state_;
};

// The backward pass of the result: runs the computation again, now recorded, and the backward pass of that at once.
struct Recompute : torch::autograd::Node {
  std::unique_ptr<Computation> computation;
  at::Tensor input;

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    TORCH_CHECK(input.defined(), "a recomputed part was run backward twice; keep its states instead");
    if (!gradients[0].defined()) return {at::Tensor()};
    auto leaf = input.detach().requires_grad_(true);
    at::AutoGradMode recording(true);
    auto output = (*computation)(leaf);
    torch::autograd::backward({output}, {gradients[0]});
    return {leaf.grad()};
  }

  void release_variables() override { input.reset(); }
};

}  // namespace

// The input must require a gradient, so that a backward pass comes here at all.
DEMUR_API int demur_recompute(Handle input, Rerun rerun, Release release, void* state, Handle* output) {
  return run([&] {
    auto computation = std::make_unique<Computation>(rerun, release, state);
    at::Tensor result;
    {
      at::AutoGradMode recording(false);
      result = (*computation)(*input);
    }
    std::shared_ptr<Recompute> node(new Recompute(), torch::autograd::deleteNode);
    node->computation = std::move(computation);
    node->input = input->detach();
    node->set_next_edges(torch::autograd::collect_next_edges(*input));
    torch::autograd::set_history(result, node);
    *output = wrap(std::move(result));
  });
}
