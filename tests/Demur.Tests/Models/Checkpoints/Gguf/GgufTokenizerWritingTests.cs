using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Writing;
using Demur.Tests.Models.Tokenizers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

[Collection(TensorTests.Name)]
public sealed class GgufTokenizerWritingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_tokenizer_goes_through_gguf_and_back_with_the_same_ids_unless_gguf_has_no_words_for_it()
    {
        var (ran, refused) = (0, 0);
        foreach (var folder in GoldenFolder.Cases("tokenizers", "expected.json"))
        {
            var golden = GoldenTokenizerCase.Load(folder);
            if (TokenizerCheckpoint.Write(_folder.File(golden.Name), golden) is not { } written)
            {
                continue;
            }

            using var origin = Checkpoint.Open(written);
            if (!TryWrite(origin, golden.Name, out var path))
            {
                refused++;
                continue;
            }

            using var again = Checkpoint.Open(path);
            Assert.All(
                golden.Rows.Select(row => row.GetProperty("text").GetString()!),
                text => Assert.Equal(origin.Tokenizer.Encode(text).Ids, again.Tokenizer.Encode(text).Ids));
            ran++;
        }

        GoldenFolder.Report("tokenizers through GGUF", ran, 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} that GGUF cannot hold");
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void The_vocabulary_of_Llama_2_goes_from_gguf_to_a_folder_with_the_same_ids()
    {
        var model = Path.Combine(_folder.File("spm"), "tokenizer.model");
        Directory.CreateDirectory(_folder.File("spm"));
        File.Copy(GoldenFolder.DataOrSkip("tokenizers", "llama2.tokenizer.model"), model);
        TokenizerCheckpoint.WriteModel(_folder.File("spm"), 32_000);
        using var origin = Checkpoint.Open(_folder.File("spm"));
        Assert.True(TryWrite(origin, "spm", out var path));
        using var gguf = Checkpoint.Open(path);

        CheckpointWriter.Save(_folder.File("again"), gguf, TensorToWrite.AllOf(gguf.Weights), null, Token);

        using var again = Checkpoint.Open(_folder.File("again"));
        var random = new Random(5);
        for (var index = 0; index < 300; index++)
        {
            var text = RandomText.Make(random, 40);
            Assert.Equal(origin.Tokenizer.Encode(text).Ids, again.Tokenizer.Encode(text).Ids);
        }
    }

    // With scores every pair that spells a token is merged; in a list only those that it names.
    [Fact]
    public void Merges_that_scores_cannot_say_are_refused_with_a_text_that_would_change()
    {
        var folder = _folder.File("fallback");
        Directory.CreateDirectory(folder);
        var bytes = string.Join(',', Enumerable.Range(0, 256).Select(value => $"\"<0x{value:X2}>\":{value}"));
        File.WriteAllText(
            Path.Combine(folder, "tokenizer.json"),
            """{"added_tokens":[{"id":256,"content":"<unk>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},"model":{"type":"BPE","byte_fallback":true,"unk_token":"<unk>","merges":["a b","ab b","b b"],"vocab":{BYTES,"<unk>":256,"a":257,"b":258,"ab":259,"abb":260,"bb":261}}}"""
                .Replace("BYTES", bytes, StringComparison.Ordinal));
        TokenizerCheckpoint.WriteModel(folder, 262);
        using var origin = Checkpoint.Open(folder);
        Assert.True(TryWrite(origin, "kept", out var kept));
        using (var again = Checkpoint.Open(kept))
        {
            Assert.Equal(origin.Tokenizer.EncodeToIds("abbabb bab"), again.Tokenizer.EncodeToIds("abbabb bab"));
        }

        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), File.ReadAllText(Path.Combine(folder, "tokenizer.json")).Replace("\"ab b\",", string.Empty, StringComparison.Ordinal));
        using var lossy = Checkpoint.Open(folder);

        var error = Assert.Throws<DemurException>(() => GgufWriter.Save(_folder.File("lossy.gguf"), lossy, [], GgufQuantisation.F32, Token));

        Assert.Contains("would be read otherwise", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("lossy.gguf")));
    }

    public void Dispose() => _folder.Dispose();

    private bool TryWrite(Checkpoint origin, string name, out string path)
    {
        path = _folder.File(name + ".gguf");
        try
        {
            GgufWriter.Save(path, origin, TensorToWrite.AllOf(origin.Weights), GgufQuantisation.F32, Token);
            return true;
        }
        catch (DemurException refusal)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(refusal.Message);
            Assert.Contains("GGUF", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
            Assert.False(File.Exists(path));
            return false;
        }
    }
}
