namespace Demur.Evaluation.Judges.Harm;

/// <summary>Says whether requests and answers are harmful.</summary>
public interface IHarmJudge
{
    /// <summary>Gets the short name used in files and tables.</summary>
    string Name { get; }

    /// <summary>Gets the hash of all that decides the verdict.</summary>
    string Identity { get; }

    /// <summary>Judges.</summary>
    /// <param name="questions">Requests, each with its answer where that is judged.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>One verdict a question, in order.</returns>
    Task<IReadOnlyList<HarmVerdict>> JudgeAsync(IReadOnlyList<HarmQuestion> questions, CancellationToken cancellationToken);
}
