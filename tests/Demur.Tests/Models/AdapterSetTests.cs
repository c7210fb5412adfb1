using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Tensors;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models;

/// <summary>Several adapters on one base: each call is answered by the one it names.</summary>
[Collection(TensorTests.Name)]
public sealed class AdapterSetTests : IDisposable
{
    private static readonly string[] Questions = ["Name three fruits.", "What is rain?", "Say hello."];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_at_once_are_answered_by_the_adapter_that_each_names()
    {
        using var local = OpenBase();
        string[] folders = [Save(local, seed: 1), Save(local, seed: 2)];
        var alone = new Dictionary<string, string[]> { [""] = await AskAsync(local, null), ["one"] = await AloneAsync(folders[0]), ["two"] = await AloneAsync(folders[1]) };
        var before = Tensor.LiveCount;
        local.Adapters.Add("one", folders[0]);
        local.Adapters.Add("two", folders[1]);
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = 8 });

        var calls = Enumerable.Range(0, 2)
            .SelectMany(_ => alone.Keys.SelectMany(name => Questions.Select((question, index) => (name, index, Answer: AskAsync(client, question, name.Length == 0 ? null : name)))))
            .ToArray();
        await Task.WhenAll(calls.Select(call => call.Answer));

        Assert.Equal(18, calls.Length);
        foreach (var (name, index, answer) in calls)
        {
            Assert.Equal(alone[name][index], await answer);
        }

        Assert.Equal(3, alone.Values.Select(answers => string.Join('|', answers)).Distinct().Count());
        client.Dispose(); // with the keys and values that it kept for calls to come
        Assert.True(Tensor.LiveCount > before);
        local.Adapters.Dispose();
        Assert.Equal(before, Tensor.LiveCount);
    }

    [Fact]
    public async Task An_adapter_is_chosen_by_the_name_of_the_model_too()
    {
        using var local = OpenBase();
        local.Adapters.Add("tuned", Save(local, seed: 1));
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = 8 });

        var byModel = await client.GetResponseAsync(Questions[0], new ChatOptions { ModelId = "tuned" }, Token);

        Assert.Equal(await AskAsync(client, Questions[0], "tuned"), byModel.Text);
        Assert.NotEqual(await AskAsync(client, Questions[0], null), byModel.Text);
    }

    [Fact]
    public async Task Scoring_between_the_steps_of_an_answer_uses_the_model_as_it_was_opened()
    {
        using var local = OpenBase();
        local.Adapters.Add("tuned", Save(local, seed: 1));
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = 24 });
        var quiet = await client.ScoreTextsAsync(["A plain text."], Token);

        var answering = AskAsync(client, Questions[0], "tuned");
        var meanwhile = await client.ScoreTextsAsync(["A plain text."], Token);
        await answering;

        Assert.Equal(quiet[0], meanwhile[0]);
    }

    [Fact]
    public async Task An_adapter_that_was_not_added_is_an_error_that_names_those_that_were()
    {
        using var local = OpenBase();
        local.Adapters.Add("tuned", Save(local, seed: 1));
        using var client = new LocalChatClient(local);

        var error = await Assert.ThrowsAsync<DemurException>(() => AskAsync(client, "Hi", "other"));

        Assert.Contains("'other'", error.Message, StringComparison.Ordinal);
        Assert.Contains("tuned", error.Message, StringComparison.Ordinal);
        Assert.Throws<DemurException>(() => local.Adapters.Use("other"));
        Assert.Throws<DemurException>(() => local.Adapters.Add("tuned", _folder.File("adapter-1")));
    }

    [Fact]
    public void A_model_with_an_adapter_merged_in_takes_no_others()
    {
        string folder;
        using (var local = OpenBase())
        {
            folder = Save(local, seed: 1);
        }

        using var merged = LocalModel.Open(folder, new LocalModelOptions { DType = ScalarType.Float32 });

        Assert.Contains("MergeAdapter", Assert.Throws<DemurException>(() => merged.Adapters.Add("other", folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_adapter_that_a_model_was_opened_with_comes_back_after_another()
    {
        using var plain = OpenBase();
        var (first, second) = (Save(plain, seed: 1), Save(plain, seed: 2));
        using var local = LocalModel.Open(first, new LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = false });
        local.Adapters.Add("second", second);
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = 8 });
        var before = await AskAsync(client, Questions[0], null);

        var other = await AskAsync(client, Questions[0], "second");

        Assert.NotEqual(before, other);
        Assert.Equal((await AloneAsync(second))[0], other);
        Assert.Equal(before, await AskAsync(client, Questions[0], null));
    }

    public void Dispose() => _folder.Dispose();

    private static LocalModel OpenBase() => LocalModel.Open(EmbeddedModels.Instruct, new LocalModelOptions { DType = ScalarType.Float32 });

    private string Save(LocalModel local, long seed)
    {
        using var adapter = LoraAdapter.Create(local.Model, new LoraOptions { Rank = 4 }, seed);
        AdapterChanges.Spoil(adapter, seed);
        var folder = _folder.File($"adapter-{seed}");
        adapter.Save(folder, EmbeddedModels.Instruct);
        return folder;
    }

    private static async Task<string[]> AloneAsync(string folder)
    {
        using var local = LocalModel.Open(folder, new LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = false });
        return await AskAsync(local, null);
    }

    private static async Task<string[]> AskAsync(LocalModel local, string? adapter)
    {
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = 8 });
        return await Task.WhenAll(Questions.Select(question => AskAsync(client, question, adapter)));
    }

    private static async Task<string> AskAsync(LocalChatClient client, string question, string? adapter)
    {
        var options = adapter is null ? null : new ChatOptions { AdditionalProperties = new() { [LocalChatClient.AdapterKey] = adapter } };
        return (await client.GetResponseAsync(question, options, Token)).Text;
    }
}
