using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Demur.Models.Tokenizers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

[CollectionDefinition(nameof(TokenizerSpeedTests), DisableParallelization = true)]
[Collection(nameof(TokenizerSpeedTests))]
public sealed class TokenizerSpeedTests
{
    private const double SlowestMegabytesPerSecond = 5;

    [Theory]
    [InlineData("gpt2.tokenizer.json")]
    [InlineData("bert-base-uncased.tokenizer.json")]
    [InlineData("t5-small.tokenizer.json")]
    [InlineData("qwen2.5.vocab.json")]
    [InlineData("llama2.tokenizer.model")]
    [InlineData("spm_test_model.model")]
    [InlineData("cl100k_base.tiktoken")]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void English_books_are_encoded_at_five_megabytes_a_second(string file)
    {
        var tokenizer = Open(file);
        var book = Books();
        var best = Enumerable.Range(0, 4).Max(_ => MegabytesPerSecond(tokenizer, book));

        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {best:F1} MB/s on {book.Sum(part => part.Length) / 1e6:F1} MB");
        Assert.True(best >= SlowestMegabytesPerSecond, $"{file}: {best:F1} MB/s, at least {SlowestMegabytesPerSecond} wanted.");
    }

    [Theory]
    [InlineData("byte-level")]
    [InlineData("byte fallback")]
    [InlineData("unigram")]
    [InlineData("wordpiece")]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void Four_times_the_word_takes_about_four_times_as_long(string kind)
    {
        var tokenizer = SmallTokenizers.Open(kind);
        var (word, longer) = (SmallTokenizers.RandomWord('a', 4, 1_000_000), SmallTokenizers.RandomWord('a', 4, 4_000_000));

        var (once, fourTimes) = (Seconds(tokenizer, word), Seconds(tokenizer, longer));

        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: 1 MB without a split in {once:F2} s, 4 MB in {fourTimes:F2} s");
        Assert.InRange(fourTimes / once, 0, 8);
    }

    private static double Seconds(Tokenizer tokenizer, string text) => Enumerable.Range(0, 3).Min(_ =>
    {
        var start = Environment.CpuUsage.TotalTime;
        Assert.NotEmpty(tokenizer.EncodeToIds(text));
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    });

    // By the processor's time, all threads together: what one core does, however busy the machine is.
    private static double MegabytesPerSecond(Tokenizer tokenizer, IReadOnlyList<string> texts)
    {
        var start = Environment.CpuUsage.TotalTime;
        long tokens = 0;
        foreach (var text in texts)
        {
            tokens += tokenizer.EncodeToIds(text).Count;
        }

        Assert.True(tokens > 0);
        return texts.Sum(Encoding.UTF8.GetByteCount) / 1e6 / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    private static Tokenizer Open(string file)
    {
        var path = GoldenFolder.DataOrSkip("tokenizers", file);
        return Path.GetExtension(file) switch
        {
            ".model" => TokenizerFactory.FromSentencePiece(path),
            ".tiktoken" => TokenizerFactory.FromTiktoken(path),
            _ when file.EndsWith("vocab.json", StringComparison.Ordinal) =>
                TokenizerFactory.FromVocabAndMerges(
                    path, path.Replace("vocab.json", "merges.txt", StringComparison.Ordinal), path.Replace("vocab.json", "tokenizer_config.json", StringComparison.Ordinal)),
            _ => TokenizerFactory.FromTokenizerJson(path),
        };
    }

    private static List<string> Books()
    {
        var archive = GoldenFolder.DataOrSkip("classic_books", "classic_books_selection.tar.gz");
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        var books = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                using var reader = new StreamReader(data);
                books.Add(reader.ReadToEnd());
            }
        }

        return books;
    }
}
