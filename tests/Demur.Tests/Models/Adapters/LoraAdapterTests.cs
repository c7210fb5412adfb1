using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Adapters;

[Collection(TensorTests.Name)]
public sealed class LoraAdapterTests
{
    private static readonly LoraOptions Small = new() { Rank = 4, Alpha = 8 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_new_adapter_changes_nothing(bool dora) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var before = Hidden(model);
        using var adapter = LoraAdapter.Create(model, Small with { Dora = dora }, seed: 1);

        Assert.True(Tensor.AllClose(before, Hidden(model), 1e-5, 1e-5));
    });

    [Theory]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(false, ScalarType.BFloat16)]
    public void A_step_against_the_gradient_lowers_the_loss_and_only_the_adapter_has_gradients(bool dora, ScalarType type) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create(new ModelPlacement { DType = type });
        using var adapter = LoraAdapter.Create(model, Small with { Dora = dora }, seed: 1);
        var first = Loss(model);
        first.Backward();
        using (Autograd.NoGrad())
        {
            foreach (var parameter in adapter.Parameters)
            {
                parameter.Storage.AddInPlace(parameter.Storage.Grad!, -0.1);
            }
        }

        Assert.All(model.Parameters, parameter => Assert.Null(parameter.Storage.Grad));
        Assert.True(Loss(model).Item() < first.Item() - 0.001, $"{Loss(model).Item()} after {first.Item()}");
    });

    [Fact]
    public void A_suspended_adapter_leaves_the_base_as_it_was() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var before = Hidden(model);
        using var adapter = LoraAdapter.Create(model, Small, seed: 1);
        Spoil(adapter);
        var changed = Hidden(model);
        Assert.False(Tensor.AllClose(before, changed, 1e-3, 1e-3));

        using (adapter.Suspend())
        {
            Assert.True(Tensor.Same(before, Hidden(model)));
        }

        Assert.True(Tensor.Same(changed, Hidden(model)));
    });

    [Fact]
    public void Only_the_modules_that_are_named_are_changed_and_saved_so() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, Small with { TargetModules = ["q_proj", "layers.1.mlp.down_proj"] }, seed: 1);
        string[] modules = [.. adapter.Parameters.Select(parameter => parameter.Name.Split(".lora_")[0]["base_model.model.model.".Length..]).Distinct().Order()];

        Assert.Equal(["layers.0.self_attn.q_proj", "layers.1.mlp.down_proj", "layers.1.self_attn.q_proj"], modules);
    });

    [Fact]
    public void A_weight_spelled_in_control_characters_is_shown_escaped_and_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create();
        using (var adapter = LoraAdapter.Create(model, Small, seed: 1))
        {
            adapter.Save(folder.File("whole"), "base");
        }

        folder.Write("adapter_config.json", File.ReadAllBytes(folder.File("whole/adapter_config.json")));
        var weights = folder.File("adapter_model.safetensors");
        SafetensorsWriter.Write(weights, [new TensorToWrite("base_model.model.a\nb.lora_A.weight", [2, 3], () => Tensor.Zeros([2, 3]))], null, TestContext.Current.CancellationToken);

        var error = Assert.Throws<DemurException>(() => LoraAdapter.Load(model, folder.Path));

        Assert.Contains("a\\u000ab", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, letter => char.IsControl(letter));
    }

    [Fact]
    public void A_target_that_no_module_is_called_is_an_error_that_names_the_modules() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var error = Assert.Throws<DemurException>(() => LoraAdapter.Create(model, Small with { TargetModules = ["c_attn"] }, seed: 1));

        Assert.Contains("q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Two_adapters_take_turns_but_not_together() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        using var first = LoraAdapter.Create(model, Small, seed: 1);

        Assert.Throws<DemurException>(() => LoraAdapter.Create(model, Small, seed: 2));
        first.Detach();
        using var second = LoraAdapter.Create(model, Small, seed: 2);
    });

    private static Tensor Hidden(CausalLanguageModel model)
    {
        using var recording = Autograd.NoGrad();
        return model.Forward(TokenBatch.Of(TinyModel.Tokens(20, seed: 1)));
    }

    private static Tensor Loss(CausalLanguageModel model)
    {
        var tokens = TinyModel.Tokens(21, seed: 1);
        var hidden = model.Forward(TokenBatch.Of(tokens[..^1]));
        return model.TokenLogProbs(hidden, Tensor.From(tokens.Skip(1).Select(token => (long)token).ToArray())).Mean().Neg();
    }

    private static void Spoil(LoraAdapter adapter)
    {
        using var recording = Autograd.NoGrad();
        using var generator = new Generator(3);
        foreach (var parameter in adapter.Parameters)
        {
            parameter.Storage.AddInPlace(Tensor.Normal(parameter.Storage.Shape, generator, 0, 0.2));
        }
    }
}
