namespace Demur.Training.Trainers;

/// <summary>Which tokens of a row are learnt.</summary>
public enum LossOn
{
    /// <summary>The assistant's last reply with its end of turn.</summary>
    Response,

    /// <summary>Every token, the harmful document too, as the authors of Cross-Task Defense released it.</summary>
    AsReleased,
}
