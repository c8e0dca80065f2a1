import org.apache.spark.SparkConf
import org.apache.spark.streaming.{Seconds, StreamingContext}

object Lengths {
  def main(args: Array[String]): Unit = {
    val conf = new SparkConf().setMaster("local[2]").setAppName("Lengths")
    val ssc = new StreamingContext(conf, Seconds(1))

    val lines = ssc.socketTextStream("localhost", 9999)
    val lengths = lines.map { line =>
      println(s"""measuring "$line"""")
      line.length
    }

    val howMany = lengths.count()
    howMany.print()

    val longest = lengths.reduce((a, b) => math.max(a, b))
    longest.print()

    ssc.start()
    ssc.awaitTermination()
  }
}
