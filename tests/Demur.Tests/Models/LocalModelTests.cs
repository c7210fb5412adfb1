using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Tensors;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models;

[Collection(TensorTests.Name)]
public sealed class LocalModelTests(EmbeddedModel embedded) : IClassFixture<EmbeddedModel>
{
    private const string Question = "Name three fruits.";

    [Fact]
    public async Task A_saved_adapter_opened_by_its_folder_answers_as_it_did_beside_the_weights()
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("demur-adapter").FullName, "adapter");
        string beside;
        using (var adapter = LoraAdapter.Create(embedded.Local.Model, new LoraOptions { Rank = 4 }, seed: 5))
        {
            AdapterChanges.Spoil(adapter);
            beside = await AnswerAsync(embedded.Local);
            adapter.Save(folder, EmbeddedModels.HubName(EmbeddedModels.Instruct));
        }

        using var merged = LocalModel.Open(folder, new LocalModelOptions { DType = ScalarType.Float32 });
        using var attached = LocalModel.Open(folder, new LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = false });

        Assert.NotEqual(await AnswerAsync(embedded.Local), beside);
        Assert.Equal(beside, await AnswerAsync(attached));
        Assert.Equal(beside, await AnswerAsync(merged));
        Assert.Equal(folder, merged.AdapterPath);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    [Fact]
    public void A_path_with_nothing_there_is_one_clear_error()
    {
        var error = Assert.Throws<DemurException>(() => LocalModel.Open("/nowhere/at-all"));

        Assert.Contains("/nowhere/at-all", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(LocalModel local)
    {
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = 10 });
        return (await client.GetResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken)).Text;
    }
}
