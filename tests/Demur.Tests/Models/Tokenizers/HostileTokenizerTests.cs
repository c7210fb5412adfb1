using System.Diagnostics;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Tokenizers;
using Demur.Models.Tokenizers.SentencePiece;
using Demur.Models.Tokenizers.Tiktoken;
using Demur.Tests.Models.Checkpoints.Hostile;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class HostileTokenizerTests
{
    private const int Ordinary = 400;
    private const int Thorough = 200_000;
    private const string Sample = "Hello, wörld! a ab  b\n<s>日本 12345 'll 🙂";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<int> SeedFiles => [.. Enumerable.Range(0, HostileSeeds.Json.Count)];

    [Theory]
    [MemberData(nameof(SeedFiles))]
    public void A_mutated_tokenizer_json_works_or_is_a_clear_error(int seedFile) => AssertSurvivesJson(seedFile, Ordinary, seedFile);

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [MemberData(nameof(SeedFiles))]
    public void A_mutated_tokenizer_json_works_or_is_a_clear_error_two_hundred_thousand_times(int seedFile) =>
        AssertSurvivesJson(seedFile, Thorough / HostileSeeds.Json.Count, 1000 + seedFile);

    [Fact]
    public void A_mutated_sentencepiece_model_works_or_is_a_clear_error() =>
        AssertSurvives(HostileSeeds.SentencePiece(), TextMutator.MutateBytes, model => new Tokenizer(SentencePieceParts.Create(SentencePieceFile.Parse(model))), (Ordinary, 101));

    [Fact]
    public void A_mutated_rank_file_works_or_is_a_clear_error() =>
        AssertSurvives(HostileSeeds.Ranks(), TextMutator.Mutate, ranks => new Tokenizer(TiktokenParts.Create(TiktokenFile.Parse(ranks), @"\s+|\S+", [])), (Ordinary, 102));

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "")]
    [InlineData("{}", "model.vocab")]
    [InlineData("""{"version":"2.0"}""", "version")]
    [InlineData("""{"model":{"type":"Neural"}}""", "Neural")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "Merge 0")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}""", "merges[0]")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""", "vocab")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":2000000000},"merges":[]}}""", "16,777,215")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"\ud800":0},"merges":[]}}""", "not Unicode")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":5,"vocab":[["a",0]]}}""", "unk_id")]
    [InlineData("""{"normalizer":{"type":"Precompiled","precompiled_charsmap":"////fw=="},"model":{"type":"WordLevel","vocab":{}}}""", "precompiled_charsmap")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(("},"behavior":"Isolated"},"model":{"type":"WordLevel","vocab":{}}}""", "pattern")]
    public void A_broken_tokenizer_json_is_named_with_its_place(string json, string expected)
    {
        var error = Assert.Throws<DemurException>(() => TokenizerFactory.FromTokenizerJson(Encoding.UTF8.GetBytes(json)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_a_clear_error()
    {
        byte[] json = [.. """{"normalizer":{"type":"Strip","strip_left":"""u8, (byte)'"', 0xC4, (byte)'"', .. "}}"u8];

        Assert.Contains("UTF-8", Assert.Throws<DemurException>(() => TokenizerFactory.FromTokenizerJson(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replacements_that_double_the_text_again_and_again_are_stopped()
    {
        const string Double = """{"type":"Replace","pattern":{"String":"a"},"content":"aa"}""";
        var normalizer = $$"""{"type":"Sequence","normalizers":[{{string.Join(',', Enumerable.Repeat(Double, 60))}}]}""";
        var tokenizer = SmallJson.Read(SmallJson.Write(SmallJson.Words, normalizer));

        Assert.Throws<DemurException>(() => tokenizer.Encode("aaaa"));
    }

    [Fact]
    public void Thousands_of_parts_are_refused()
    {
        var parts = string.Join(',', Enumerable.Repeat("""{"type":"Digits","individual_digits":true}""", 5000));

        Assert.Throws<DemurException>(() => SmallJson.Read(SmallJson.Write(SmallJson.Words, preTokenizer: $$"""{"type":"Sequence","pretokenizers":[{{parts}}]}""")));
    }

    [Theory]
    [InlineData("""{"direction":"Right","max_length":500,"strategy":"LongestFirst","stride":499}""")]
    [InlineData("""{"direction":"Left","max_length":3,"strategy":"LongestFirst","stride":3}""")]
    public void A_stride_that_repeats_everything_is_refused(string truncation)
    {
        var tokenizer = SmallJson.Read(SmallJson.Write(SmallJson.Words, preTokenizer: """{"type":"WhitespaceSplit"}""", more: $"\"truncation\":{truncation}"));

        Assert.Throws<DemurException>(() => tokenizer.EncodeWithinLimits(string.Join(' ', Enumerable.Repeat("a", 20_000))));
    }

    [Fact]
    public void A_strategy_spelled_in_control_characters_is_shown_escaped_and_in_one_line()
    {
        var tokenizer = SmallJson.Read(SmallJson.Write(
            SmallJson.Words, preTokenizer: """{"type":"WhitespaceSplit"}""", more: """ "truncation":{"direction":"Right","max_length":3,"strategy":"a\u0000b","stride":0} """));

        var error = Assert.Throws<DemurException>(() => tokenizer.EncodeWithinLimits("a a a a a a"));

        Assert.DoesNotContain(error.Message, letter => char.IsControl(letter));
    }

    [Fact]
    public void Broken_JSON_is_named_by_its_place_and_not_repeated()
    {
        var error = Assert.Throws<DemurException>(() => TokenizerFactory.FromTokenizerJson("{\n \"model\": falsehood\n and more}"u8.ToArray()));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("falsehood", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Padding_to_billions_of_tokens_is_refused()
    {
        var tokenizer = SmallJson.Read(SmallJson.Write(SmallJson.Words, more: """ "padding":{"strategy":{"Fixed":2147483647},"direction":"Right","pad_to_multiple_of":2147483647,"pad_id":0} """));

        Assert.Throws<DemurException>(() => tokenizer.EncodeWithinLimits("a"));
    }

    private static void AssertSurvivesJson(int seedFile, int count, int seed) => AssertSurvives(
        Encoding.UTF8.GetBytes(HostileSeeds.Json[seedFile]), MutateJson, json => TokenizerFactory.FromTokenizerJson(json), (count, seed));

    // Broken syntax by turns with sound syntax that says something odd.
    private static byte[] MutateJson(byte[] seedFile, Random random) =>
        random.Next(2) == 0 ? TextMutator.Mutate(seedFile, random) : JsonMutator.Mutate(seedFile, random);

    private static void AssertSurvives(byte[] seedFile, Func<byte[], Random, byte[]> mutate, Func<byte[], Tokenizer> read, (int Count, int Seed) run)
    {
        var (count, seed) = run;
        var random = new Random(seed);
        var survived = 0;
        for (var i = 0; i < count; i++)
        {
            var input = mutate(seedFile, random);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Exercise(read(input));
                survived++;
            }
            catch (DemurException error)
            {
                Assert.False(error.Message.Any(char.IsControl), $"Input {i} of seed {seed}: the message is not one line: {error.Message}");
            }
            catch (Exception exception)
            {
                Assert.Fail($"Input {i} of seed {seed}: {exception}\n{Encoding.UTF8.GetString(input)}");
            }

            Assert.True(clock.Elapsed < Patience, $"Input {i} of seed {seed} took {clock.Elapsed}.");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{count:N0} files, {survived:N0} read, the others refused");
        Assert.True(survived > 0, "Every mutation was refused: the seed file itself is broken.");
    }

    private static void Exercise(Tokenizer tokenizer)
    {
        var encoding = tokenizer.EncodeWithinLimits(Sample);
        Assert.Equal(encoding.Ids.Count, encoding.Offsets.Count);
        tokenizer.EncodePair(Sample, "b");
        tokenizer.EncodeOrdinaryText(Sample);
        tokenizer.Decode(encoding.Ids);
        tokenizer.Decode([0, 1, 2, 3, 1_000_000, -1], skipSpecialTokens: false);
        var stream = tokenizer.CreateStreamingDecoder();
        foreach (var id in encoding.Ids.Take(50))
        {
            stream.Add(id);
        }

        stream.Flush();
    }
}
