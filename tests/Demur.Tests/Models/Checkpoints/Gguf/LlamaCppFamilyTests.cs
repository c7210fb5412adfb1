using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Generation;
using Demur.Models.Modules;
using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.Text;
using Demur.Tensors;
using Demur.Tests.Models.Tokenizers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

/// <summary>llama.cpp on small models of every family and on every tokenizer that GGUF can hold.</summary>
[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Slow)]
public sealed class LlamaCppFamilyTests : IDisposable
{
    private const int PromptTokens = 12;
    private const int MostTokens = 32;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_of_every_family_are_continued_as_here()
    {
        var ran = 0;
        foreach (var folder in GoldenFolder.Cases("models", "expected.safetensors"))
        {
            using var origin = Checkpoint.Open(TokenizerCheckpoint.CopyWithBytes(folder, _folder.File($"case-{ran}")));

            // Of a name with phi3 in it llama.cpp expects Phi-3's own tokens.
            var path = _folder.File($"case-{ran}.gguf");
            try
            {
                GgufWriter.Save(path, origin, TensorToWrite.AllOf(origin.Weights), GgufQuantisation.F32, Token);
            }
            catch (DemurException refusal) when (refusal.Message.StartsWith("GGUF cannot hold", StringComparison.Ordinal))
            {
                TestContext.Current.TestOutputHelper?.WriteLine(refusal.Message);
                continue;
            }

            var tokens = Math.Min(MostTokens, GgufWriter.ContextLengthOf(origin.Config) - PromptTokens);
            int[][] prompts = [.. Figures(folder).Select(row => row[..PromptTokens])];
            var theirs = await LlamaCpp.AnswerAsync(path, prompts, tokens);

            Assert.Equal(Continue(origin, prompts, tokens), theirs.Rows.Select(row => row.Ids));
            TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(folder)}: {prompts.Length} texts continued by the same {tokens} tokens");
            ran++;
        }

        Assert.True(ran > 0);
    }

    // What no golden model has: Gemma 1, YaRN, LongRoPE beyond the trained length, other layers with a window than the family's, a base of their own for them.
    [Theory]
    [MemberData(nameof(UnusualShapes.All), MemberType = typeof(UnusualShapes))]
    public async Task Unusual_shapes_are_continued_as_here(string shape)
    {
        var changes = JsonNode.Parse(shape)!.AsObject().Select(pair => (pair.Key, pair.Value)).ToArray();
        using var origin = Checkpoint.Open(TokenizerCheckpoint.WriteWithBytes(_folder.File("tiny"), changes));
        var path = _folder.File("tiny.gguf");
        GgufWriter.Save(path, origin, TensorToWrite.AllOf(origin.Weights), GgufQuantisation.F32, Token);
        int[][] prompts = [.. Enumerable.Range(0, 3).Select(seed => TinyModel.Tokens(40, seed))];

        var theirs = await LlamaCpp.AnswerAsync(path, prompts, MostTokens);

        using var model = CausalLanguageModel.Load(origin.Config, origin.Weights);
        Assert.All(prompts.Zip(Continue(origin, prompts, MostTokens), theirs.Rows), row => AssertAlikeUpToATie(model, row.First, row.Second, row.Third.Ids));
    }

    [Fact]
    public async Task Every_tokenizer_that_is_written_reads_the_same_ids()
    {
        var ran = 0;
        foreach (var folder in GoldenFolder.Cases("tokenizers", "expected.json"))
        {
            var golden = GoldenTokenizerCase.Load(folder);
            if (TokenizerCheckpoint.Write(_folder.File(golden.Name), golden) is not { } written)
            {
                continue;
            }

            var path = _folder.File(golden.Name + ".gguf");
            using var origin = Checkpoint.Open(written);
            try
            {
                GgufWriter.Save(path, origin, TensorToWrite.AllOf(origin.Weights), GgufQuantisation.F32, Token);
            }
            catch (DemurException refusal)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{golden.Name}: {refusal.Message}");
                continue;
            }

            string[] texts = [.. golden.Rows.Select(row => row.GetProperty("text").GetString()!)];
            var theirs = await LlamaCpp.AnswerAsync(path, texts, 0);
            var wrong = texts.Zip(theirs.Rows).Where(pair => !origin.Tokenizer.EncodeChatText(pair.First).Ids.SequenceEqual(pair.Second.Read)).Select(pair => pair.First).ToArray();

            // llama.cpp composes no letters, and takes </s> for a special token whatever the file says.
            Assert.DoesNotContain(wrong, text => IsComposed(text) && !text.Contains("</s>", StringComparison.Ordinal));
            Assert.InRange(wrong.Length, 0, texts.Length / 20);
            TestContext.Current.TestOutputHelper?.WriteLine($"{golden.Name}: {texts.Length - wrong.Length} of {texts.Length} texts read alike");
            ran++;
        }

        Assert.True(ran > 0);
    }

    public void Dispose() => _folder.Dispose();

    // Random weights make near ties, which the order of sums decides.
    private static void AssertAlikeUpToATie(CausalLanguageModel model, int[] prompt, IReadOnlyList<int> here, IReadOnlyList<int> there)
    {
        var same = here.Zip(there).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same == here.Count)
        {
            return;
        }

        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        int[] read = [.. prompt, .. here.Take(same)];
        var hidden = model.Forward(TokenBatch.Of(read));
        var logits = model.Logits(hidden.Narrow(0, read.Length - 1, 1)).ToArray<float>();
        Assert.Equal(logits[here[same]], logits[there[same]], 0.01f);
    }

    private static bool IsComposed(string text) =>
        Utf8.ToText(new UnicodeNormalizer(compatibility: false, compose: true).Normalize(Piece.Whole(new NormalizedText(Utf8.Encode(text)))).Span) == text;

    private static int[][] Figures(string folder)
    {
        using var figures = new Figures(Path.Combine(folder, "expected.safetensors"));
        return figures.Rows("input_ids");
    }

    private static IEnumerable<IReadOnlyList<int>> Continue(Checkpoint origin, int[][] prompts, int tokens)
    {
        using var model = CausalLanguageModel.Load(origin.Config, origin.Weights);
        var options = new GenerationOptions { MaxNewTokens = tokens, IgnoreEndOfText = true };
        return [.. new TokenGenerator(model).Generate(prompts, options).Select(row => row.Tokens)];
    }
}
