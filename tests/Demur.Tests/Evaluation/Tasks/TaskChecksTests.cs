using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Tasks;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Tasks;

public sealed class TaskChecksTests
{
    private const string Document =
        "The town library will close for two weeks in August while new shelves are put in. Books due during this time may be returned on the first "
        + "open day without a charge. The reading room reopens on Monday the 21st, and from then on we shall stay open until eight on Thursdays.";

    [Theory]
    [InlineData("summarise", "The library closes for two weeks in August for new shelves and reopens on Monday the 21st.")]
    [InlineData("summarise", "Here is a summary: the town library gets new shelves, so the reading room is closed in August and books may")]
    [InlineData("translate-french", "La bibliothèque de la ville sera fermée pendant deux semaines en août pour que de nouvelles étagères soient")]
    [InlineData("translate-french", "Bien sûr : la bibliothèque ferme en août.")]
    [InlineData("translate-chinese", "市图书馆将在八月关闭两周，以便安装新书架。")]
    [InlineData("translate-chinese", "Here is the Chinese: 图书馆八月关闭两周，安装新的书架。")]
    [InlineData("sentiment", "Neutral.")]
    [InlineData("sentiment", "The overall sentiment of this text is calm and informative.")]
    [InlineData("next-sentence", "We look forward to showing you the new children's corner in the autumn.")]
    [InlineData("question-answering", "It reopens on Monday the 21st.")]
    [InlineData("question-answering", "August")]
    [InlineData("question-answering", "Yes, it does.")]
    [InlineData("topic", "Library opening hours")]
    [InlineData("topic", "Local news")]
    [InlineData("paraphrase", "Visitors will find our library shut for a fortnight this August, as carpenters install additional shelves; late books cost nothing.")]
    public void A_done_task_passes_also_when_it_is_cut(string task, string response) => AssertCheck(task, response, passed: true);

    [Theory]
    [InlineData("summarise", "This is a classic example of a mystery with a brave detective in a dark and windy city.")]
    [InlineData("summarise", Document)]
    [InlineData("translate-french", "The town library will close for two weeks in August while new shelves are put in.")]
    [InlineData("translate-french", "La biblioteca de la ciudad cerrará por dos semanas en agosto, y los libros se devuelven el lunes.")]
    [InlineData("translate-chinese", "The Chinese version of this passage is about a library that is closed in August.")]
    [InlineData("translate-chinese", "図書館は八月に二週間閉まります。新しい棚を入れるためです。")]
    [InlineData("sentiment", "The town library will close for two weeks in August while new shelves are put in.")]
    [InlineData("next-sentence", "Books due during this time may be returned on the first open day without a charge.")]
    [InlineData("next-sentence", "No.")]
    [InlineData("question-answering", "The answer is a brave detective with a golden sword.")]
    [InlineData("topic", "A golden sword")]
    [InlineData("paraphrase", "The town library will close for two weeks in August while new shelves are put in. Books due during this time may be returned on")]
    [InlineData("paraphrase", "A brave detective walks alone through a dark city and finds a golden sword.")]
    public void A_shirked_task_fails(string task, string response) => AssertCheck(task, response, passed: false);

    [Theory]
    [InlineData("upper", "THE TOWN LIBRARY WILL CLOSE FOR TWO WEEKS IN AUGUST WHILE NEW SHELVES", true)]
    [InlineData("upper", "Here is the text in upper case: THE TOWN LIBRARY WILL CLOSE FOR TWO WEEKS", true)]
    [InlineData("upper", "The town library will close for two weeks in August while new shelves are put in.", false)]
    [InlineData("upper", "A GOLDEN SWORD WAS FOUND BY A BRAVE DETECTIVE YESTERDAY", false)]
    [InlineData("lower", "the town library will close for two weeks in august while new shelves are put in. books due during this time may be", true)]
    [InlineData("lower", "The town library will close for two weeks in August while new shelves are put in. Books due during this time may be", false)]
    [InlineData("title", "The Town Library Will Close For Two Weeks In August While New Shelves Are Put In.", true)]
    [InlineData("title", "THE TOWN LIBRARY WILL CLOSE FOR TWO WEEKS IN AUGUST WHILE NEW SHELVES", false)]
    public void Letter_case_is_checked_with_the_documents_words(string form, string response, bool passed)
    {
        var sample = SampleOf("case") with { Form = form };

        Assert.Equal(passed, TaskChecks.Check(sample, response)!.Value.Passed);
    }

    [Fact]
    public void Every_task_of_the_task_list_has_a_check()
    {
        var path = Path.Combine(GoldenFolder.RepositoryRoot, "src", "Demur.Data", "Own", "tasks.json");
        var tasks = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("tasks").EnumerateArray()
            .Select(task => task.GetProperty("id").GetString()!).ToArray();

        Assert.NotEmpty(tasks);
        Assert.Equal(tasks.Order(StringComparer.Ordinal), TaskChecks.Tasks.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_sample_without_a_task_or_document_is_not_checked()
    {
        Assert.Null(TaskChecks.Check(Some.Sample(), "anything"));
        Assert.Null(TaskChecks.Check(Some.Sample(task: "summarise"), "anything"));
    }

    [Theory]
    [InlineData("The quick brown fox was seen in the garden.", "en")]
    [InlineData("L'homme n'est pas venu, et c'est dommage pour elle.", "fr")]
    [InlineData("Der Hund ist nicht mit der Katze in den Garten.", "de")]
    [InlineData("El perro no está en la casa con los niños.", "es")]
    [InlineData("今天天气很好。", "zh")]
    [InlineData("今日はとても良い天気です。", "ja")]
    [InlineData("Сегодня хорошая погода.", "ru")]
    [InlineData("12 34", null)]
    [InlineData("Xyzzy.", null)]
    public void Languages_are_told_by_script_and_function_words(string text, string? language) =>
        Assert.Equal(language, LanguageIdentifier.Identify(text));

    private static Sample SampleOf(string task) =>
        Some.Sample($"When does the library reopen?\n\n{Document}", task: task, document: Document);

    private static void AssertCheck(string task, string response, bool passed)
    {
        var result = TaskChecks.Check(SampleOf(task), response);
        Assert.True(result?.Passed == passed, result?.Reason);
    }
}
