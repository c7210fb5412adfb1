using System.Text;
using System.Text.Json;
using Demur.Models.Tokenizers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class TokenizerJsonWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("demur-tokenizer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_embedded_model_saved_as_tokenizer_json_encodes_as_before()
    {
        var original = GgufTokenizers.OpenEmbedded("smollm2");

        TokenizerJsonWriter.Save(original, _folder, chatTemplate: "{{ messages }}", modelMaxLength: 2048);
        var saved = TokenizerFactory.FromFolder(_folder);

        AssertSame(original, saved, comparesOffsets: true);
        Assert.Equal(original.SpecialTokens, saved.SpecialTokens);
        Assert.Equal(original.AddedTokens, saved.AddedTokens);
        Assert.Equal(["tokenizer.json", "tokenizer_config.json"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_configuration_names_class_roles_length_and_template()
    {
        var config = JsonDocument.Parse(TokenizerJsonWriter.WriteConfig(TokenizerFactory.FromGguf(SmallGguf.Data()), "a \"b\"", 512)).RootElement;

        Assert.Equal("PreTrainedTokenizerFast", config.GetProperty("tokenizer_class").GetString());
        Assert.Equal("<s>", config.GetProperty("bos_token").GetString());
        Assert.Equal("</s>", config.GetProperty("eos_token").GetString());
        Assert.False(config.TryGetProperty("pad_token", out _));
        Assert.Equal(512, config.GetProperty("model_max_length").GetInt32());
        Assert.Equal("a \"b\"", config.GetProperty("chat_template").GetString());
        Assert.True(config.GetProperty("added_tokens_decoder").GetProperty("256").GetProperty("special").GetBoolean());
    }

    [Fact]
    public void A_tokenizer_read_from_json_is_written_as_it_stood()
    {
        var json = SmallJson.Write(SmallJson.Words);

        Assert.Equal(json, TokenizerJsonWriter.Write(SmallJson.Read(json)));
    }

    [Theory]
    [InlineData("ggml-vocab-llama-spm.gguf")]
    [InlineData("cl100k_base.tiktoken")]
    [InlineData("llama3.tokenizer.model")]
    [InlineData("qwen2.5.vocab.json")]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void A_published_vocabulary_written_as_tokenizer_json_encodes_as_before(string file)
    {
        var path = GoldenFolder.DataOrSkip("tokenizers", file);
        var original = Path.GetExtension(file) switch
        {
            ".gguf" => GgufTokenizers.Open(path),
            ".json" => TokenizerFactory.FromVocabAndMerges(path, GoldenFolder.DataOrSkip("tokenizers", "qwen2.5.merges.txt"), GoldenFolder.DataOrSkip("tokenizers", "qwen2.5.tokenizer_config.json")),
            _ => TokenizerFactory.FromTiktoken(path),
        };

        var written = TokenizerFactory.FromTokenizerJson(Encoding.UTF8.GetBytes(TokenizerJsonWriter.Write(original)));

        // SentencePiece's space in front stands for nothing, that of Transformers for the first character.
        AssertSame(original, written, comparesOffsets: !file.EndsWith(".gguf", StringComparison.Ordinal));
    }

    private static void AssertSame(Tokenizer expected, Tokenizer actual, bool comparesOffsets)
    {
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var text = RandomText.Make(random, 40) + (i % 5 == 0 ? "<|im_start|>user<s>" : string.Empty);
            var (one, other) = (expected.Encode(text), actual.Encode(text));
            Assert.Equal(one.Ids, other.Ids);
            if (comparesOffsets)
            {
                Assert.Equal(one.Offsets, other.Offsets);
            }

            Assert.Equal(expected.Decode(one.Ids), actual.Decode(one.Ids));
        }
    }
}
