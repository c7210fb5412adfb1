using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints;
using Demur.Training.Batching;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Batching;

public sealed class RowTokenizerTests : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Open();

    public void Dispose() => checkpoint.Dispose();

    [Fact]
    public void The_reply_and_its_end_of_turn_are_learnt_and_nothing_before_them()
    {
        var row = Tokenize(Row("Good day."), new RowTokenizerOptions());

        Assert.Equal("Good day.<|im_end|>", Targets(row));
        Assert.StartsWith("<|im_start|>system", checkpoint.Tokenizer.Decode(row.TokenIds, skipSpecialTokens: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_off_answer_teaches_no_end_of_turn() =>
        Assert.Equal("Good day, and", Targets(Tokenize(Row("Good day, and") with { Complete = false }, new RowTokenizerOptions())));

    [Fact]
    public void As_released_the_document_is_learnt_too() =>
        Assert.Contains("Say hello to Zoë", Targets(Tokenize(Row("Good day."), new RowTokenizerOptions { LossOn = LossOn.AsReleased })), StringComparison.Ordinal);

    [Fact]
    public void No_system_prompt_means_that_the_template_puts_none_in()
    {
        var row = Tokenize(Row("Good day."), new RowTokenizerOptions { SystemPrompt = SystemPromptMode.None });

        Assert.StartsWith("<|im_start|>user", checkpoint.Tokenizer.Decode(row.TokenIds, skipSpecialTokens: false), StringComparison.Ordinal);
        Assert.Equal("Good day.<|im_end|>", Targets(row));
    }

    [Fact]
    public void A_row_over_the_limit_is_refused_with_its_length()
    {
        var exception = Assert.Throws<DemurException>(() => Tokenize(Row("Good day."), new RowTokenizerOptions { MaxTokens = 10 }));

        Assert.Contains("the limit is 10", exception.Message, StringComparison.Ordinal);
    }

    private TokenizedRow Tokenize(TrainingRow row, RowTokenizerOptions options) =>
        new RowTokenizer(checkpoint.Tokenizer, ChatTemplate.Parse(checkpoint.TokenizerSettings.ChatTemplate!), options).Tokenize(row);

    private string Targets(TokenizedRow row) =>
        checkpoint.Tokenizer.Decode(row.TokenIds.Where((_, index) => row.IsTarget[index]), skipSpecialTokens: false);

    private static TrainingRow Row(string reply)
    {
        IReadOnlyList<ChatTurn> messages = [new(ChatTurn.User, "Say hello to Zoë 🙂."), new(ChatTurn.Assistant, reply)];
        return new TrainingRow { Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmless, Source = "test", Licence = "none" };
    }
}
