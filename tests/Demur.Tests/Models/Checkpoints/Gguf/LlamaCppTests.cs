using Demur.Abstractions;
using Demur.Data.Own;
using Demur.Data.Suites;
using Demur.Evaluation.Scorers;
using Demur.Evaluation.Statistics;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Generation;
using Demur.Tensors;
using Demur.Tests.Cli;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

/// <summary>llama.cpp loads what Demur writes, and says the same.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.Slow)]
public sealed class LlamaCppTests : IDisposable
{
    private const int Prompts = 20;
    private const int Tokens = 32;
    private const int RefusalPrompts = 40;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_float32_file_is_continued_as_here_on_twenty_prompts()
    {
        var path = _folder.File("model.gguf");
        Write(EmbeddedModels.Instruct, path, GgufQuantisation.F32);
        using var local = LocalModel.Open(path, new LocalModelOptions { DType = ScalarType.Float32 });
        string[] questions = [.. OwnRequests.Ordinary(ContentSplit.Suite).Take(Prompts).Select(request => request.Prompt)];
        string[] texts = [.. questions.Select(question => Chat(local, question))];

        var theirs = await LlamaCpp.AnswerAsync(path, texts, Tokens);

        Assert.Equal(local.TokenizerSettings.ChatTemplate, theirs.Template);
        Assert.Equal(texts.Select(text => local.Tokenizer.EncodeChatText(text).Ids), theirs.Rows.Select(row => row.Read));
        Assert.Equal(await ContinueAsync(local, questions), theirs.Rows.Select(row => row.Ids));
        Assert.Equal(Prompts, theirs.Rows.Count);
    }

    // llama.cpp rounds what flows through quantised matrices too, so answers drift apart after a while; a file that it misread
    // would not even begin alike.
    [Theory]
    [InlineData(GgufQuantisation.F16, 20)]
    [InlineData(GgufQuantisation.BF16, 18)]
    [InlineData(GgufQuantisation.Q8_0, 12)]
    [InlineData(GgufQuantisation.Q4_0, 12)]
    [InlineData(GgufQuantisation.Q4_1, 12)]
    public async Task Every_format_that_is_written_is_loaded_and_answers_begin_as_here(GgufQuantisation quantisation, int least)
    {
        var path = _folder.File("model.gguf");
        Write(EmbeddedModels.Instruct, path, quantisation);
        using var local = LocalModel.Open(path, new LocalModelOptions { DType = ScalarType.Float32 });
        string[] questions = [.. OwnRequests.Ordinary(ContentSplit.Suite).Take(Prompts).Select(request => request.Prompt)];

        var theirs = await LlamaCpp.AnswerAsync(path, [.. questions.Select(question => Chat(local, question))], 2);

        var ours = await ContinueAsync(local, questions);
        var same = ours.Zip(theirs.Rows).Count(pair => pair.First.Take(2).SequenceEqual(pair.Second.Ids));
        TestContext.Current.TestOutputHelper?.WriteLine($"{quantisation}: {same} of {Prompts} answers begin with the same two tokens");
        Assert.InRange(same, least, Prompts);
    }

    [Fact]
    public async Task A_tuned_model_refuses_as_often_through_llama_cpp_as_here()
    {
        var path = _folder.File("tuned.gguf");
        var run = await TuneAsync();
        Write(Path.Combine(run, "adapter"), path, GgufQuantisation.Q8_0);
        Sample[] samples = [.. OwnSuites.Find("own-direct-held-out")!.Samples.Take(RefusalPrompts)];
        string[] questions = [.. samples.Select(sample => sample.Messages[^1].Content)];
        using var tuned = LocalModel.Open(run + "/adapter", new LocalModelOptions { DType = ScalarType.Float32 });
        var ours = (await ContinueAsync(tuned, questions)).Select(ids => tuned.Tokenizer.Decode(ids)).ToArray();

        var theirs = await LlamaCpp.AnswerAsync(path, [.. questions.Select(question => Chat(tuned, question))], Tokens);

        var (here, there) = (await RefusedAsync(samples, ours), await RefusedAsync(samples, [.. theirs.Rows.Select(row => row.Text)]));
        var interval = ProportionIntervals.Wilson(here, RefusalPrompts);
        TestContext.Current.TestOutputHelper?.WriteLine($"refused here {here} of {RefusalPrompts} [{interval.Low:P0}, {interval.High:P0}], through llama.cpp {there}");
        Assert.InRange(here, RefusalPrompts / 4, RefusalPrompts - 1);
        Assert.InRange((double)there / RefusalPrompts, interval.Low, interval.High);
    }

    public void Dispose() => _folder.Dispose();

    private static void Write(string origin, string path, GgufQuantisation quantisation)
    {
        using var model = ModelToWrite.Open(origin);
        GgufWriter.Save(path, model.Origin, model.Tensors, quantisation, Token);
    }

    private static string Chat(LocalModel local, string question) => local.Template!.Render(new ChatTemplateInput
    {
        Messages = [new ChatTemplateMessage(new ChatTurn(ChatTurn.User, question))],
        AddGenerationPrompt = true,
        Variables = local.TemplateVariables,
    });

    private static async Task<IReadOnlyList<IReadOnlyList<int>>> ContinueAsync(LocalModel local, IReadOnlyList<string> questions)
    {
        using var client = new LocalChatClient(local, new LocalChatOptions { MaxOutputTokens = Tokens });
        var answers = await Task.WhenAll(questions.Select(question => client.GetResponseAsync(question, cancellationToken: Token)));
        return [.. answers.Select(answer => ((GeneratedRow)answer.RawRepresentation!).Tokens)];
    }

    private static async Task<int> RefusedAsync(Sample[] samples, string[] answers)
    {
        var (judge, refused) = (new PatternJudge(), 0);
        for (var index = 0; index < samples.Length; index++)
        {
            var score = await judge.ScoreAsync(samples[index], new SampleResponse { Text = answers[index], Truncated = true }, Token);
            refused += score.Outcome is Outcome.FullRefusal or Outcome.PartialRefusal ? 1 : 0;
        }

        return refused;
    }

    private async Task<string> TuneAsync()
    {
        var (rows, run) = (_folder.File("rows.jsonl"), _folder.File("run"));
        Assert.Equal(0, (await DemurProcess.RunAsync("data", "build", "--mix", "quick", "--out", rows)).ExitCode);
        var tuned = await DemurProcess.RunAsync("train", "sft", "--data", rows, "--recipe", "quick", "--out", run);
        Assert.True(tuned.ExitCode == 0, tuned.Errors);
        return run;
    }
}
